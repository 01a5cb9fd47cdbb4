namespace PgMigrate.Engine.Sql;

/// <summary>Follows standard_conforming_strings, which decides how the server reads the strings of later statements.</summary>
internal static class StringSetting
{
    /// <summary>Whether backslashes escape behind this statement.</summary>
    public static bool After(ReadOnlySpan<char> text, ReadOnlySpan<SqlToken> tokens, bool before)
    {
        var cursor = new TokenCursor(text, tokens);
        if (cursor.Accept("RESET") || cursor.Accept("DISCARD"))
        {
            return before && !cursor.Is("ALL") && !cursor.Is("standard_conforming_strings");
        }

        if (!cursor.Accept("SET"))
        {
            return before;
        }

        _ = cursor.Accept("SESSION") || cursor.Accept("LOCAL");
        if (!cursor.Accept("standard_conforming_strings"))
        {
            return before;
        }

        cursor.Index++;
        var value = cursor.Current.IsString ? SqlLiteral.ValueOf(cursor.Current, text) : cursor.CurrentText.ToString();

        // A boolean setting takes every beginning of a word that is clear: "f", "of", "n".
        return value.ToLowerInvariant() is "0" or "of" or "off" or "f" or "fa" or "fal" or "fals" or "false" or "n" or "no";
    }
}
