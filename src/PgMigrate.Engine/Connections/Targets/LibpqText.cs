using System.Globalization;
using System.Text;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>Keyword strings as libpq reads them: <c>host=localhost dbname='my db' password=it\'s</c>.</summary>
internal static class LibpqText
{
    /// <summary>The pairs in their order, with the place of each keyword.</summary>
    /// <exception cref="PgMigrateException">TargetInvalid.</exception>
    public static IReadOnlyList<(string Keyword, string Value, int Offset)> Tokenize(string text)
    {
        var pairs = new List<(string, string, int)>();
        var at = 0;
        while (true)
        {
            SkipBlanks(text, ref at);
            if (at == text.Length)
            {
                return pairs;
            }

            var start = at;
            while (at < text.Length && text[at] != '=' && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            var keyword = text[start..at];
            SkipBlanks(text, ref at);
            if (at == text.Length || text[at] != '=' || keyword.Length == 0)
            {
                throw Malformed("a keyword without \"=\" and a value", start);
            }

            at++;
            SkipBlanks(text, ref at);
            pairs.Add((keyword, at < text.Length && text[at] == '\'' ? Quoted(text, ref at) : Unquoted(text, ref at), start));
        }
    }

    public static ConnectionParameters Parse(string text)
    {
        var parameters = new ConnectionParameters();
        foreach (var (keyword, value, offset) in Tokenize(text))
        {
            if (!LibpqKeyword.IsKnown(keyword))
            {
                throw UnknownKeyword(keyword, offset, parameters.HoldsSecret);
            }

            LibpqKeyword.Apply(parameters, keyword, value);
        }

        return parameters;
    }

    /// <summary>Behind a password a keyword may be a piece of that password: then only its place is told.</summary>
    internal static PgMigrateException UnknownKeyword(string keyword, int offset, bool afterSecret) => TargetErrors.Invalid(
        afterSecret
            ? string.Create(CultureInfo.InvariantCulture, $"The connection string has an unknown keyword at character {offset + 1}.")
            : $"The connection string has an unknown keyword, \"{keyword}\".",
        "Correct the keyword. A value with blanks, semicolons or quotes in it has to be quoted.");

    private static string Quoted(string text, ref int at)
    {
        var value = new StringBuilder();
        var open = at++;
        for (; at < text.Length; at++)
        {
            if (text[at] == '\'')
            {
                at++;
                return value.ToString();
            }

            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            value.Append(text[at]);
        }

        throw Malformed("a quote that is not closed", open);
    }

    private static string Unquoted(string text, ref int at)
    {
        var value = new StringBuilder();
        for (; at < text.Length && !char.IsWhiteSpace(text[at]); at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            value.Append(text[at]);
        }

        return value.ToString();
    }

    private static void SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private static PgMigrateException Malformed(string what, int offset) => TargetErrors.Invalid(
        string.Create(CultureInfo.InvariantCulture, $"The connection string has {what} at character {offset + 1}."),
        "Write keyword=value pairs; quote a value with blanks in it ('…'), and put a backslash before a quote or backslash.");
}
