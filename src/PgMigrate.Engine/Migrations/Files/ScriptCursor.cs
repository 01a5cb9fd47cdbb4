using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>Goes through the statements of a script, or of one section of it, without holding more than one.</summary>
internal sealed class ScriptCursor : IDisposable
{
    private readonly TextReader text;
    private readonly SqlScriptReader reader;
    private readonly SqlVariables variables;
    private readonly string? section;
    private string? current;

    public ScriptCursor(FileContent content, string? section, SqlVariables variables, bool verify)
    {
        text = content.Open(verify);
        reader = new SqlScriptReader(text, content.Path);
        this.section = section;
        this.variables = variables;
    }

    /// <summary>The next statement, its variables replaced; null at the end.</summary>
    public StatementText? Next()
    {
        while (reader.Read() is { } item)
        {
            if (item is DirectiveComment { IsSection: true } marker)
            {
                current = marker.Key;
            }
            else if (item is ScriptStatement statement && current == section)
            {
                return variables.Substitute(statement);
            }
        }

        return null;
    }

    /// <summary>The data behind the COPY … FROM STDIN that <see cref="Next"/> gave.</summary>
    public void CopyDataTo(TextWriter writer) => reader.CopyDataTo(writer);

    /// <summary>The same piece by piece; a piece is good until the next call, and empty at the end.</summary>
    public ReadOnlyMemory<char> ReadCopyData() => reader.ReadCopyData();

    public void Dispose() => text.Dispose();
}
