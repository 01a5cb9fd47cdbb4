using System.Text;

namespace PgMigrate.Engine.Sql;

/// <summary>Where a variable stands, which decides how its value is written.</summary>
internal sealed class VariableContext
{
    public static readonly VariableContext Code = new(value => value);
    private static readonly VariableContext Comment = new(value => value) { Replaces = false };
    private static readonly VariableContext Plain = new(value => value.Replace("'", "''", StringComparison.Ordinal));
    private static readonly VariableContext Escaped = new(
        value => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal));

    private static readonly VariableContext Identifier = new(value => value.Replace("\"", "\"\"", StringComparison.Ordinal));
    private static readonly VariableContext UnicodeIdentifier = new(
        value => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\"\"", StringComparison.Ordinal));

    private readonly Func<string, string> escape;
    private readonly string? closingTag;

    private VariableContext(Func<string, string> escape, string? closingTag = null)
    {
        this.escape = escape;
        this.closingTag = closingTag;
    }

    /// <summary>False where a variable is left alone even when it is declared.</summary>
    public bool Replaces { get; private init; } = true;

    public static VariableContext Of(SqlToken token, string text) => token.Kind switch
    {
        SqlTokenKind.String or SqlTokenKind.BitString => Plain,

        // A U& literal has its escape character from UESCAPE behind it; the usual one is the backslash.
        SqlTokenKind.EscapeString or SqlTokenKind.UnicodeString => Escaped,
        SqlTokenKind.QuotedIdentifier => Identifier,
        SqlTokenKind.UnicodeIdentifier => UnicodeIdentifier,
        SqlTokenKind.DollarString => new VariableContext(
            value => value, text.Substring(token.Start, SqlQuotes.LengthOfDollarTag(text, token.Start))),
        SqlTokenKind.LineComment or SqlTokenKind.BlockComment => Comment,
        _ => Code,
    };

    public string Escape(string value) => escape(value);

    /// <summary>A dollar quote must still end where it ended: no value may close it.</summary>
    public void Check(StringBuilder result, int start, ScriptStatement statement, SqlToken token)
    {
        if (closingTag is null)
        {
            return;
        }

        var written = result.ToString(start, result.Length - start);
        if (SqlQuotes.EndOfDollar(written, 0, closingTag.Length) != written.Length)
        {
            throw SqlVariables.Invalid(
                statement, token.Start, $"The value of a variable in this dollar quote closes it: with the value it holds {closingTag}.");
        }
    }
}
