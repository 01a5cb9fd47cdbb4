using System.Globalization;
using System.Text.RegularExpressions;
using PgMigrate.Engine.Sql;

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
        var open = new Stack<SqlTokenKind>();
        var lexer = new SqlLexer();
        var position = 0;
        while (lexer.TryRead(text, ref position, final: true, out var token) && token.Kind != SqlTokenKind.End)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"at character {token.Start + 1}");
            var written = token.In(text).ToString();
            if (!token.Terminated && !token.IsComment)
            {
                return $"the quote {at} is not closed";
            }

            switch (token.Kind)
            {
                case SqlTokenKind.OpenParenthesis or SqlTokenKind.OpenBracket:
                    open.Push(token.Kind);
                    break;
                case SqlTokenKind.CloseParenthesis or SqlTokenKind.CloseBracket:
                    if (!open.TryPop(out var opened) || (opened == SqlTokenKind.OpenParenthesis) != (token.Kind == SqlTokenKind.CloseParenthesis))
                    {
                        return $"the {written} {at} closes nothing";
                    }

                    break;
                case SqlTokenKind.Semicolon:
                    return $"it holds a semicolon, {at}";
                case SqlTokenKind.DollarString:
                    return $"it holds a dollar quote, {at}";
                case SqlTokenKind.LineComment or SqlTokenKind.BlockComment:
                    return $"it holds a comment, {at}";
                case SqlTokenKind.Parameter or SqlTokenKind.Backslash or SqlTokenKind.Other:
                    return $"it holds '{written}', {at}, which is not SQL";
                default:
                    break;
            }
        }

        return open.Count > 0 ? $"a {(open.Peek() == SqlTokenKind.OpenParenthesis ? '(' : '[')} is not closed" : null;
    }

    /// <summary>
    /// True when it is certain that the server computes it once for all rows of a new column and so need not rewrite the
    /// table: literals and what the transaction's start decides.
    /// </summary>
    public static bool IsConstant(string expression) => Constant().IsMatch(expression.Trim());

    /// <summary>Words that make more of a type than a type.</summary>
    public static bool IsMoreThanAType(string type) => MoreThanAType().IsMatch(QuotedNames().Replace(type, "x"));

    public static bool IsSerial(string type) => Serial().IsMatch(type.Trim());

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
