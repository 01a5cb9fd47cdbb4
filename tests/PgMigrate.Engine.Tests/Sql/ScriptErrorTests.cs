using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Sql;

public sealed class ScriptErrorTests
{
    [Theory]
    [InlineData("SELECT 1;\nSELECT 'a;\nSELECT 2;", ErrorIds.UnterminatedQuote, 2, 8, "'")]
    [InlineData("SELECT 'a' || 'it''s", ErrorIds.UnterminatedQuote, 1, 15, "'")]
    [InlineData("SELECT E'a\\'", ErrorIds.UnterminatedQuote, 1, 8, "backslash")]
    [InlineData("SELECT E'a\\", ErrorIds.UnterminatedQuote, 1, 8, "backslash")]
    [InlineData("SELECT U&'a", ErrorIds.UnterminatedQuote, 1, 8, "'")]
    [InlineData("SELECT x'0", ErrorIds.UnterminatedQuote, 1, 8, "'")]
    [InlineData("SELECT 1 AS \"a", ErrorIds.UnterminatedQuote, 1, 13, "\"")]
    [InlineData("SELECT 1 AS u&\"a", ErrorIds.UnterminatedQuote, 1, 13, "\"")]
    [InlineData("DO\n  $body$ BEGIN\nEND $Body$;", ErrorIds.UnterminatedQuote, 2, 3, "$body$")]
    [InlineData("DO $$ BEGIN", ErrorIds.UnterminatedQuote, 1, 4, "$$")]
    [InlineData("SELECT 1; /* a /* b */ ", ErrorIds.UnterminatedComment, 1, 11, "*/")]
    [InlineData("SELECT 1 /* a", ErrorIds.UnterminatedComment, 1, 10, "*/")]
    [InlineData("/*", ErrorIds.UnterminatedComment, 1, 1, "*/")]
    [InlineData("SELECT f(1;\nSELECT (2);", ErrorIds.UnbalancedParenthesis, 1, 9, ")")]
    [InlineData("SELECT\n 1);", ErrorIds.UnbalancedParenthesis, 2, 3, "Remove")]
    [InlineData("CREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC SELECT CASE WHEN a THEN 1 END;", ErrorIds.UnbalancedParenthesis, 2, 1, "END")]
    public void What_is_not_closed_is_shown_where_it_opens(string text, string id, int line, int column, string next)
    {
        var error = Scripts.Error(text);
        Assert.Equal((id, new SourcePosition("test.sql", line, column)), (error.Id, error.Position));
        Assert.Contains(next, error.Next, StringComparison.Ordinal);
        Assert.Equal(PgErrorKind.InvalidInput, error.Kind);

        // The line as written, and the caret under the place.
        Assert.Equal((text.Split('\n')[line - 1], column), (error.Excerpt, error.ExcerptCaret));
    }

    [Fact]
    public void The_excerpt_of_a_long_line_is_shortened_around_the_place_and_cuts_no_character()
    {
        var line = string.Concat(Enumerable.Repeat("😀", 200));
        for (var lead = 0; lead < 4; lead++)
        {
            var error = Scripts.Error($"SELECT '{new string('x', lead)}{line}', \"{line}");
            Assert.InRange(error.Excerpt!.Length, 100, 130);
            Assert.Equal('"', error.Excerpt[error.ExcerptCaret - 1]);
            Assert.StartsWith("…", error.Excerpt, StringComparison.Ordinal);
            Assert.EndsWith("…", error.Excerpt, StringComparison.Ordinal);
            Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(error.Excerpt)));
        }
    }

    [Fact]
    public void Errors_far_into_a_large_script_still_name_the_line()
    {
        var error = Scripts.Error(string.Concat(Enumerable.Repeat("SELECT 1; -- a line\r\n", 50_000)) + "  SELECT 'x");
        Assert.Equal(new SourcePosition("test.sql", 50_001, 10), error.Position);
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_an_error_with_the_line_of_the_first_wrong_byte()
    {
        var path = Path.GetTempFileName();
        try
        {
            // 0xE9 is é in Windows-1252; behind it a piece long enough to be in another block.
            File.WriteAllBytes(path, [.. "\uFEFF"u8, .. "-- ok é\nSELECT '"u8, 0xE9, .. "';"u8, .. new byte[100_000].Select(_ => (byte)' ')]);
            using var text = SqlScriptReader.Open(path);
            var script = new SqlScriptReader(text, "latin.sql");
            var error = Assert.Throws<PgMigrateException>(() => script.Read()).Error;
            Assert.Equal((ErrorIds.FileNotUtf8, new SourcePosition("latin.sql", 2, 9)), (error.Id, error.Position));

            File.WriteAllText(path, "SELECT 1;", System.Text.Encoding.Unicode);
            using var utf16 = SqlScriptReader.Open(path);
            error = Assert.Throws<PgMigrateException>(() => new SqlScriptReader(utf16, null).Read()).Error;
            Assert.Equal((ErrorIds.FileNotUtf8, 1, 1), (error.Id, error.Position!.Line, error.Position.Column));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_zero_character_is_an_error_since_it_is_utf16_or_no_text()
    {
        Assert.Equal(ErrorIds.FileNotUtf8, Scripts.Error("S\0E\0L\0E\0C\0T\0").Id);
        Assert.Equal(new SourcePosition("test.sql", 2, 11), Scripts.Error("SELECT 1;\n SELECT 'a\0'").Position);
    }
}
