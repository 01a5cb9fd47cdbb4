namespace PgMigrate.Engine.Sql;

/// <summary>The kinds of things that CREATE, ALTER and DROP name, in the words of the documentation.</summary>
internal static class ObjectTypes
{
    // Longer names before those that they start with.
    private static readonly string[] Names =
    [
        "TABLE", "TABLESPACE", "INDEX", "VIEW", "MATERIALIZED VIEW", "FUNCTION", "PROCEDURE", "ROUTINE", "TRIGGER", "TYPE",
        "SEQUENCE", "SCHEMA", "EXTENSION", "DOMAIN", "POLICY", "RULE", "ROLE", "USER MAPPING", "USER", "GROUP", "DATABASE",
        "AGGREGATE", "CAST", "COLLATION", "CONVERSION", "EVENT TRIGGER", "FOREIGN DATA WRAPPER", "FOREIGN TABLE",
        "LANGUAGE", "OPERATOR CLASS", "OPERATOR FAMILY", "OPERATOR", "PUBLICATION", "SERVER", "STATISTICS", "SUBSCRIPTION",
        "TEXT SEARCH CONFIGURATION", "TEXT SEARCH DICTIONARY", "TEXT SEARCH PARSER", "TEXT SEARCH TEMPLATE", "TRANSFORM",
        "ACCESS METHOD", "DEFAULT PRIVILEGES", "LARGE OBJECT", "OWNED", "SYSTEM",
    ];

    private static readonly string[][] Words = Array.ConvertAll(Names, name => name.Split(' '));
    private static readonly Dictionary<string, string[]> Verbs =
        new[] { "CREATE", "ALTER", "DROP" }.ToDictionary(action => action, action => Array.ConvertAll(Names, name => $"{action} {name}"));

    /// <summary>Moves over the type; answers action and type together, null when no known type stands here.</summary>
    public static string? Read(string action, ref TokenCursor cursor)
    {
        for (var i = 0; i < Words.Length; i++)
        {
            var words = Words[i];
            var matched = 0;
            while (matched < words.Length && cursor.PeekIs(matched, words[matched]))
            {
                matched++;
            }

            if (matched == words.Length)
            {
                cursor.Index += matched;
                return Verbs[action][i];
            }
        }

        return null;
    }
}
