namespace PgMigrate.Engine.Sql;

/// <summary>Reads <c>-- migrate:key value</c>. Capitals make no difference in the key: a section marker that is overlooked runs both directions.</summary>
internal static class DirectiveLine
{
    public static bool TryParse(ReadOnlySpan<char> comment, out string key, out string value)
    {
        key = value = "";
        var rest = comment[2..].TrimStart(" \t");
        if (!rest.StartsWith("migrate:", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        rest = rest["migrate:".Length..];
        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] is '-' or '_'))
        {
            length++;
        }

        if (length == 0 || (length < rest.Length && !SqlCharacters.IsSpace(rest[length])))
        {
            return false;
        }

        key = rest[..length].ToString().ToLowerInvariant();
        value = rest[length..].Trim(" \t\f\v").ToString();
        return true;
    }

    public static bool IsSection(string key) => key is "up" or "down" or "verify";
}
