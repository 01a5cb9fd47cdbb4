using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Sql;

public sealed class DirectiveCommentTests
{
    [Theory]
    [InlineData("-- migrate:revision 0004", "revision", "0004")]
    [InlineData("--migrate:up", "up", "")]
    [InlineData("--\tmigrate:depends-on a, b  ", "depends-on", "a, b")]
    [InlineData("  -- migrate:up transaction:false", "up", "transaction:false")]
    [InlineData("-- MIGRATE:Down", "down", "")]
    [InlineData("\uFEFF-- migrate:label x", "label", "x")]
    [InlineData("/* c\n*/\n-- migrate:label x\r\n", "label", "x")]
    public void A_comment_line_of_the_form_migrate_colon_key_is_a_directive(string text, string key, string value)
    {
        var directive = Assert.IsType<DirectiveComment>(Assert.Single(Scripts.Items(text)));
        Assert.Equal((key, value), (directive.Key, directive.Value));
        Assert.Equal(text.IndexOf("--", StringComparison.Ordinal), directive.Offset);
    }

    [Theory]
    [InlineData("-- migrate: users to the new table")]
    [InlineData("-- migrate users")]
    [InlineData("-- please migrate:up")]
    [InlineData("-- migrate:up,down")]
    [InlineData("/* c */ -- migrate:up")]
    [InlineData("/* -- migrate:up\n*/")]
    [InlineData("/*\n-- migrate:up\n*/")]
    public void Other_comments_are_no_directives(string text) => Assert.Empty(Scripts.Items(text));

    [Fact]
    public void A_directive_counts_only_at_the_start_of_a_line() =>
        Assert.Equal(["SELECT 1", "SELECT 2"], Scripts.Texts("SELECT 1; -- migrate:up\nSELECT 2"));

    [Fact]
    public void A_section_marker_ends_a_statement_that_has_no_semicolon()
    {
        var items = Scripts.Items("-- migrate:up\nSELECT 1 -- c\n  -- migrate:down\nSELECT E'a'\n-- migrate:verify\n'\\'; SELECT ''");
        Assert.Equal(
            ["-- migrate:up", "SELECT 1", "-- migrate:down", "SELECT E'a'", "-- migrate:verify", "'\\'", "SELECT ''"],
            items.Select(i => i.Text));
        Assert.Equal((3, 3), (items[2].Line, items[2].Column));
    }

    [Theory]
    [InlineData("SELECT '\n-- migrate:down\n'")]
    [InlineData("SELECT \"\n-- migrate:down\n\"")]
    [InlineData("SELECT $$\n-- migrate:down\n$$")]
    [InlineData("SELECT 1 /*\n-- migrate:down\n*/ + 1")]
    [InlineData("SELECT 1\n-- migrate:lock-timeout 5s\n+ 1")]
    [InlineData("SELECT 1 -- migrate:down\n+ 1")]
    public void Inside_quotes_and_comments_and_other_than_a_section_it_is_part_of_the_statement(string text) =>
        Assert.Equal([text], Scripts.Texts(text));

    [Fact]
    public void A_section_marker_inside_parentheses_shows_where_they_open()
    {
        var error = Scripts.Error("CREATE TABLE t (\n  id int\n-- migrate:down\nDROP TABLE t;");
        Assert.Equal((ErrorIds.UnbalancedParenthesis, 1, 16), (error.Id, error.Position!.Line, error.Position.Column));
    }

    [Fact]
    public void The_head_of_a_large_file_is_read_without_reading_the_file()
    {
        var reader = new CountingReader("-- migrate:revision a\n-- migrate:label b\nSELECT 1;\n" + new string(' ', 10_000_000));
        var script = new SqlScriptReader(reader, null);
        Assert.Equal("revision", Assert.IsType<DirectiveComment>(script.Read()).Key);
        Assert.Equal("label", Assert.IsType<DirectiveComment>(script.Read()).Key);
        Assert.IsType<ScriptStatement>(script.Read());
        Assert.InRange(reader.Count, 1, 8192);
    }

    private sealed class CountingReader(string text) : StringReader(text)
    {
        public int Count { get; private set; }

        public override int ReadBlock(Span<char> buffer)
        {
            var read = base.ReadBlock(buffer);
            Count += read;
            return read;
        }
    }
}
