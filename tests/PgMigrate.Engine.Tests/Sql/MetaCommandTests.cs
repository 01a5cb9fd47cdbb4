using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Sql;

public sealed class MetaCommandTests
{
    [Theory]
    [InlineData("\\restrict dGhpcyBpcyBhIGtleQ")]
    [InlineData("\\unrestrict dGhpcyBpcyBhIGtleQ")]
    [InlineData("\\echo it's here; 'x")]
    [InlineData("\\echo")]
    [InlineData("\\qecho done")]
    [InlineData("\\timing on")]
    [InlineData("\\timing")]
    [InlineData("\\set ON_ERROR_STOP on")]
    [InlineData("\\set ON_ERROR_STOP")]
    [InlineData("\\pset pager off")]
    [InlineData("\\encoding UTF8")]
    [InlineData("\\encoding 'utf-8'")]
    public void Harmless_psql_commands_are_skipped(string line)
    {
        Assert.Equal(["SELECT 1", "SELECT 2"], Scripts.Texts($"{line}\n  {line}\r\nSELECT 1; {line}\nSELECT 2;\n{line}"));
    }

    [Theory]
    [InlineData("\\i other.sql", "\\i", "migration of its own")]
    [InlineData("\\ir other.sql", "\\ir", "migration of its own")]
    [InlineData("\\include other.sql", "\\include", "migration of its own")]
    [InlineData("\\connect postgres", "\\connect", "target")]
    [InlineData("\\c", "\\c", "target")]
    [InlineData("\\copy t FROM 'x'", "\\copy", "COPY … FROM stdin")]
    [InlineData("\\.", "\\.", "no COPY")]
    [InlineData("\\set x 1", "\\set", "-Variable")]
    [InlineData("\\set", "\\set", "-Variable")]
    [InlineData("\\encoding LATIN1", "\\encoding", "UTF-8")]
    [InlineData("\\if true", "\\if", "DO block")]
    [InlineData("\\! ls", "\\!", "shell")]
    [InlineData("\\d", "\\d", "psql")]
    [InlineData("\\;", "\\;", "semicolon")]
    [InlineData("\\echo a \\q", "\\echo", "line of its own")]
    [InlineData("\\", "\\", "psql")]
    public void Other_psql_commands_are_refused_with_what_to_do_instead(string line, string command, string next)
    {
        var error = Scripts.Error($"SELECT 1;\n {line}\nSELECT 2;");
        Assert.Equal(ErrorIds.MetaCommandRefused, error.Id);
        Assert.Equal(new SourcePosition("test.sql", 2, 2), error.Position);
        Assert.Contains($"command {command} ", error.What, StringComparison.Ordinal);
        Assert.Contains(next, error.Next, StringComparison.Ordinal);
        Assert.Equal((' ' + line, 2), (error.Excerpt, error.ExcerptCaret));
    }

    [Theory]
    [InlineData("SELECT 1 \\gset", 10, "variable")]
    [InlineData("SELECT 'x' \\gexec", 12, "DO block")]
    [InlineData("SELECT 1 \\; SELECT 2", 10, "semicolon")]
    [InlineData("SELECT 1 \\echo x", 10, "semicolon")]
    [InlineData("SELECT (1 \\g", 11, "semicolon")]
    public void A_psql_command_inside_a_statement_is_refused(string text, int column, string next)
    {
        var error = Scripts.Error(text);
        Assert.Equal(ErrorIds.MetaCommandRefused, error.Id);
        Assert.Equal(new SourcePosition("test.sql", 1, column), error.Position);
        Assert.Contains(next, error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backslash_inside_quotes_is_text() =>
        Assert.Equal(["SELECT '\\i', \"\\i\", $$\n\\i\n$$", "SELECT 1"], Scripts.Texts("SELECT '\\i', \"\\i\", $$\n\\i\n$$ -- \\i\n; SELECT 1 /*\n\\i*/"));
}
