using PgMigrate.Errors;

namespace PgMigrate.Engine.Sql;

/// <summary>Makes the errors of a script that cannot be read, with the place and its line.</summary>
internal static class ScriptError
{
    public static PgMigrateException At(
        string id, SourcePosition position, Excerpt? excerpt, string what, string next, Exception? inner = null) =>
        new(
            new PgError
            {
                Id = id,
                Kind = PgErrorKind.InvalidInput,
                What = what,
                Next = next,
                Position = position,
                Excerpt = excerpt?.Line,
                ExcerptCaret = excerpt?.Caret ?? 0,
            },
            inner);

    /// <summary>What was opened here and never closed.</summary>
    public static PgMigrateException Unterminated(SqlToken token, ReadOnlySpan<char> text, SourcePosition position)
    {
        var excerpt = Excerpt.At(text, token.Start);
        if (token.Kind == SqlTokenKind.BlockComment)
        {
            return At(
                ErrorIds.UnterminatedComment,
                position,
                excerpt,
                "A block comment opens here and is not closed.",
                "Close it with */. Block comments nest: each /* inside needs a */ of its own.");
        }

        var (what, close) = token.Kind switch
        {
            SqlTokenKind.QuotedIdentifier or SqlTokenKind.UnicodeIdentifier => ("A quoted identifier", "\""),
            SqlTokenKind.DollarString => ("A dollar quote", DollarTag(token.In(text))),
            _ => ("A string", "'"),
        };
        var hint = token.Kind switch
        {
            SqlTokenKind.DollarString => "The tag has to be spelled the same, capitals included.",
            SqlTokenKind.EscapeString => "In this string a backslash escapes the character behind it: write \\\\ for a backslash, '' for a quote.",
            SqlTokenKind.QuotedIdentifier or SqlTokenKind.UnicodeIdentifier => "A quote inside is written \"\".",
            _ => "A quote inside is written ''.",
        };
        return At(
            ErrorIds.UnterminatedQuote,
            position,
            excerpt,
            $"{what} opens here and is not closed with {close}.",
            $"Close it with {close}. {hint}");
    }

    private static string DollarTag(ReadOnlySpan<char> token) =>
        token[..SqlQuotes.LengthOfDollarTag(token, 0)].ToString();
}
