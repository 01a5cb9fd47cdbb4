namespace PgMigrate.Engine.Sql;

/// <summary>Reads a script that is in memory already. Data behind COPY … FROM stdin is left out.</summary>
internal static class SqlScript
{
    public static IReadOnlyList<ScriptItem> ReadAll(string text, string? file)
    {
        var items = new List<ScriptItem>();
        var reader = new SqlScriptReader(new StringReader(text), file);
        while (reader.Read() is { } item)
        {
            items.Add(item);
        }

        return items;
    }
}
