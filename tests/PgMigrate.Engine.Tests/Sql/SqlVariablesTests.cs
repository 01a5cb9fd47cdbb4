using PgMigrate.Engine.Sql;
using PgMigrate.Errors;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Tests.Sql;

public sealed class SqlVariablesTests
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["schema"] = "app", ["quote"] = "it's \"q\" \\ $x$", ["_n1"] = "1", ["empty"] = "", ["semicolon"] = "1; DROP TABLE t",
        ["tag"] = "$$", ["half"] = "a$", ["comment"] = "1 -- x", ["open"] = "'", ["paren"] = "1)", ["conc"] = "CONCURRENTLY", ["zero"] = "a\0",
    };

    [Theory]
    [InlineData("SELECT 1 FROM ${schema}.t", "SELECT 1 FROM app.t")]
    [InlineData("SELECT 1 FROM t_${schema}", "SELECT 1 FROM t_app")]
    [InlineData("SELECT ${_n1}${empty}${_n1}", "SELECT 11")]
    [InlineData("SELECT '${quote}', N'${quote}'", "SELECT 'it''s \"q\" \\ $x$', N'it''s \"q\" \\ $x$'")]
    [InlineData("SELECT E'${quote}'", "SELECT E'it''s \"q\" \\\\ $x$'")]
    [InlineData("SELECT E'a'\n'${quote}'", "SELECT E'a'\n'it''s \"q\" \\\\ $x$'")]
    [InlineData("SELECT 1 AS \"${quote}\"", "SELECT 1 AS \"it's \"\"q\"\" \\ $x$\"")]
    [InlineData("SELECT U&'${quote}', 1 AS U&\"${quote}\"", "SELECT U&'it''s \"q\" \\\\ $x$', 1 AS U&\"it's \"\"q\"\" \\\\ $x$\"")]
    [InlineData("SELECT $a$${quote}$a$", "SELECT $a$it's \"q\" \\ $x$$a$")]
    [InlineData("SELECT 1 /* ${schema} ${nobody} */ -- ${schema}\n", "SELECT 1")]
    [InlineData("SELECT 1 /* ${schema} */ + 1 -- ${schema}\n+ 2", "SELECT 1 /* ${schema} */ + 1 -- ${schema}\n+ 2")]
    [InlineData("SELECT '${nobody} ${Schema} ${a-b} ${} ${schema', $$${nobody}$$, 1 AS \"${nobody}\"", "SELECT '${nobody} ${Schema} ${a-b} ${} ${schema', $$${nobody}$$, 1 AS \"${nobody}\"")]
    [InlineData("SELECT $body$ x $body$, a$b$c", "SELECT $body$ x $body$, a$b$c")]
    public void A_declared_value_goes_in_escaped_for_where_it_stands(string text, string expected) =>
        Assert.Equal(expected, Substitute(text).Text);

    [Fact]
    public void The_statement_is_classified_with_its_values()
    {
        var text = Substitute("CREATE INDEX ${conc} i ON ${schema}.t (a)");
        Assert.Equal(StatementTransaction.Allowed, text.Source.Transaction);
        Assert.Equal(StatementTransaction.Refused, text.Sent.Transaction);
        Assert.Equal(new CreateIndexConcurrently("i", new("app", "t"), false), text.Sent.Effect);
    }

    [Fact]
    public void A_name_that_nobody_declared_is_an_error_in_plain_code()
    {
        var error = Error("SELECT 1,\n  ${nobody}");
        Assert.Equal((ErrorIds.VariableUndeclared, new SourcePosition("test.sql", 2, 3)), (error.Id, error.Position));
        Assert.Equal(("  ${nobody}", 3), (error.Excerpt, error.ExcerptCaret));
        Assert.Contains("variable nobody", error.What, StringComparison.Ordinal);
        Assert.Contains("_n1, comment, conc", error.What, StringComparison.Ordinal);
        Assert.DoesNotContain("DROP TABLE", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT $$ ${tag} $$")]
    [InlineData("SELECT $$${half}$$")]
    [InlineData("SELECT $x$${quote}$x$")]
    [InlineData("SELECT ${zero}")]
    [InlineData("SELECT '${zero}'")]
    [InlineData("SELECT ${semicolon}")]
    [InlineData("SELECT ${comment}")]
    [InlineData("SELECT ${open}")]
    [InlineData("SELECT (${paren})")]
    public void A_value_that_would_break_out_of_its_place_is_refused(string text)
    {
        var error = Error(text);
        Assert.Equal(ErrorIds.VariableInvalid, error.Id);
        Assert.NotNull(error.Position);
    }

    [Fact]
    public void A_server_position_leads_back_to_the_source_through_values_tabs_and_surrogate_pairs()
    {
        // Positions of the server count code points; columns count UTF-16 units.
        var source = "SELECT 0;\n\tSELECT '😀${quote}é' AS \"😀\",\n\t${schema}.nosuch";
        var statement = (ScriptStatement)Scripts.Items(source)[1];
        var text = new SqlVariables(Values).Substitute(statement);
        foreach (var (wanted, line, column) in new[] { ("SELECT", 2, 2), ("AS", 2, 23), ("app", 3, 2), (".nosuch", 3, 11), ("nosuch", 3, 12) })
        {
            var index = text.Text.IndexOf(wanted, StringComparison.Ordinal);
            var position = text.Text[..index].EnumerateRunes().Count() + 1;
            Assert.Equal(new SourcePosition("test.sql", line, column), text.Locate(position));
        }

        var end = text.Text.EnumerateRunes().Count() + 1;
        Assert.Equal(new SourcePosition("test.sql", 3, 18), text.Locate(end));
        Assert.Equal(new SourcePosition("test.sql", 2, 2), text.Locate(0));
        Assert.Equal(new Excerpt("\t${schema}.nosuch", 2), text.Excerpt(text.Text[..text.Text.IndexOf("pp.no", StringComparison.Ordinal)].EnumerateRunes().Count() + 1));
        Assert.Equal(new SourcePosition("test.sql", 3, 18), text.Locate(int.MaxValue));
    }

    [Fact]
    public void Without_variables_positions_lead_back_as_well()
    {
        var statement = Scripts.One("\n  SELECT '😀',\r\n   x");
        var text = new StatementText(statement);
        Assert.Equal(new SourcePosition("test.sql", 3, 4), text.Locate("SELECT '?',\r\n   x".Length));
    }

    private static StatementText Substitute(string text) => new SqlVariables(Values).Substitute(Scripts.One(text));

    private static PgError Error(string text) => Assert.Throws<PgMigrateException>(() => Substitute(text)).Error;
}
