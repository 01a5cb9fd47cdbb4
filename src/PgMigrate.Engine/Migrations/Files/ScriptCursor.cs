using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>Goes through the statements of a script, or of one section of it, without holding more than one.</summary>
internal sealed class ScriptCursor : IDisposable
{
    private readonly TextReader text;
    private readonly SqlScriptReader reader;
    private readonly string? section;
    private string? current;

    public ScriptCursor(FileContent content, string? section)
    {
        text = content.Open();
        reader = new SqlScriptReader(text, content.Path);
        this.section = section;
    }

    /// <summary>The next statement; null at the end.</summary>
    public ScriptStatement? Next()
    {
        while (reader.Read() is { } item)
        {
            if (item is DirectiveComment marker && Directives.IsSection(marker.Key))
            {
                current = marker.Key;
            }
            else if (item is ScriptStatement statement && current == section)
            {
                return statement;
            }
        }

        return null;
    }

    /// <summary>The data behind the COPY … FROM STDIN that <see cref="Next"/> gave.</summary>
    public void CopyDataTo(TextWriter writer) => reader.CopyDataTo(writer);

    public void Dispose() => text.Dispose();
}
