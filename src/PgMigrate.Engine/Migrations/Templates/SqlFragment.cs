using System.Text.RegularExpressions;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>
/// Pieces of SQL that a user gives for a template. They are written as they are, so they must be closed in themselves:
/// nothing behind them may change its meaning.
/// </summary>
internal static partial class SqlFragment
{
    /// <summary>What is wrong with the piece; null when nothing is.</summary>
    public static string? Fault(string text)
    {
        var open = new Stack<char>();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\'' or '"':
                    var end = EndOfQuote(text, i);
                    if (end < 0)
                    {
                        return $"the quote {text[i]} at character {i + 1} is not closed";
                    }

                    i = end;
                    break;
                case '(' or '[':
                    open.Push(text[i]);
                    break;
                case ')' or ']':
                    if (!open.TryPop(out var opened) || (opened == '(') != (text[i] == ')'))
                    {
                        return $"the {text[i]} at character {i + 1} closes nothing";
                    }

                    break;
                case ';':
                    return $"it holds a semicolon, at character {i + 1}";
                case '$' when DollarQuote().IsMatch(text[i..]) && (i == 0 || !IsWord(text[i - 1])):
                    return $"it holds a dollar quote, at character {i + 1}";
                case '-' when Next(text, i) == '-':
                case '/' when Next(text, i) == '*':
                    return $"it holds a comment, at character {i + 1}";
                default:
                    break;
            }
        }

        return open.Count > 0 ? $"a {open.Peek()} is not closed" : null;
    }

    /// <summary>
    /// True when it is certain that the server computes it once for all rows of a new column and so need not rewrite the
    /// table: literals and what the transaction's start decides.
    /// </summary>
    public static bool IsConstant(string expression) => Constant().IsMatch(expression.Trim());

    /// <summary>Words that make more of a type than a type.</summary>
    public static bool IsMoreThanAType(string type) => MoreThanAType().IsMatch(QuotedNames().Replace(type, "x"));

    public static bool IsSerial(string type) => Serial().IsMatch(type.Trim());

    private static int EndOfQuote(string text, int start)
    {
        var quote = text[start];
        var backslashes = quote == '\'' && start > 0 && text[start - 1] is 'E' or 'e' && (start < 2 || !IsWord(text[start - 2]));
        for (var i = start + 1; i < text.Length; i++)
        {
            if (backslashes && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == quote)
            {
                if (Next(text, i) != quote)
                {
                    return i;
                }

                i++;
            }
        }

        return -1;
    }

    private static char Next(string text, int at) => at + 1 < text.Length ? text[at + 1] : '\0';

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';

    [GeneratedRegex(@"^\$([A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$", RegexOptions.CultureInvariant)]
    private static partial Regex DollarQuote();

    [GeneratedRegex(
        """^(?:[-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?|(?:E|B|X|date |time |timestamp |timestamptz |interval )?'(?:[^'\\]|'')*'|true|false|null|now\(\)|current_timestamp|current_date|localtimestamp|current_user|session_user)(?:\s*::\s*(?:double precision|character varying|time(?:stamp)? with(?:out)? time zone|\w+|"[^"]+")(?:\.(?:\w+|"[^"]+"))?(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?(?:\[\])*)?$""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Constant();

    [GeneratedRegex("\"(?:[^\"]|\"\")*\"", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedNames();

    [GeneratedRegex(@"\b(?:default|not|null|generated|references|check|unique|primary|constraint|collate)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex MoreThanAType();

    [GeneratedRegex(@"^(?:(?:small|big)?serial|serial[248])$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Serial();
}
