namespace PgMigrate.Engine.Sql;

/// <summary>The character classes of PostgreSQL's lexical rules. Every character beyond ASCII is a letter, blanks of other scripts included.</summary>
internal static class SqlCharacters
{
    private const byte Start = 1;
    private const byte Continue = 2;
    private const byte Operator = 4;
    private const byte Space = 8;

    private static readonly byte[] Classes = MakeClasses();

    public static bool IsIdentifierStart(char c) => c >= 128 || (Classes[c] & Start) != 0;

    public static bool IsIdentifierPart(char c) => c >= 128 || (Classes[c] & Continue) != 0;

    public static bool IsOperator(char c) => c < 128 && (Classes[c] & Operator) != 0;

    public static bool IsSpace(char c) => c < 128 && (Classes[c] & Space) != 0;

    private static byte[] MakeClasses()
    {
        var classes = new byte[128];
        for (var c = 0; c < 128; c++)
        {
            if (char.IsAsciiLetter((char)c) || c == '_')
            {
                classes[c] = Start | Continue;
            }
            else if (char.IsAsciiDigit((char)c) || c == '$')
            {
                classes[c] = Continue;
            }
            else if ("~!@#^&|`?+-*/%<>=".Contains((char)c, StringComparison.Ordinal))
            {
                classes[c] = Operator;
            }
            else if (" \t\n\r\f\v".Contains((char)c, StringComparison.Ordinal))
            {
                classes[c] = Space;
            }
        }

        return classes;
    }
}
