using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Tests.Sql;

public sealed class StatementSplittingTests
{
    // Each script holds exactly two statements; the second is always the same.
    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("SELECT ';'")]
    [InlineData("SELECT 'it''s; fine'")]
    [InlineData("SELECT 'ends with a backslash;\\'")]
    [InlineData("SELECT E'a\\';b'")]
    [InlineData("SELECT e'\\\\'")]
    [InlineData("SELECT E'a'\n'\\';b'")]
    [InlineData("SELECT E'a' -- it's continued\n  -- twice\n'\\';b'")]
    [InlineData("SELECT E'a' /* not continued\n*/ , '\\'")]
    [InlineData("SELECT 'a'\n'b;'")]
    [InlineData("SELECT U&'\\0061;', u&'d!0061t;' UESCAPE '!'")]
    [InlineData("SELECT B'01', x'0F', N'n;', b';'")]
    [InlineData("SELECT 1 AS \"a;b\", 2 AS \"c\"\"d;\"")]
    [InlineData("SELECT 1 AS U&\"a;\\0061\"")]
    [InlineData("SELECT $$;$$")]
    [InlineData("SELECT $body$ $$;$$ $BODY$; $body$")]
    [InlineData("SELECT $_$;$_$")]
    [InlineData("SELECT $é1$;$é$;$é1$")]
    [InlineData("SELECT $a$;$b$a$")]
    [InlineData("SELECT a$b$c FROM t WHERE x = $1")]
    [InlineData("SELECT 1 /* ; /* nested ; */ ; */ + 1")]
    [InlineData("SELECT 1 /*/ still ; open */ + 1")]
    [InlineData("SELECT 1 -- ; comment '\n + 1")]
    [InlineData("SELECT 1 -- ; ends with a return\r + 1")]
    [InlineData("SELECT 1 *-- ; after an operator\n 1")]
    [InlineData("SELECT 1 +/* ; after an operator */ 1")]
    [InlineData("SELECT '{}'::jsonb @> '{}', '{}'::jsonb ? ';', a #>> '{;}', 1 |/ 4")]
    [InlineData("SELECT (1, (2), ';)')")]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO l VALUES (1); UPDATE l SET x = 2; )")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1; SELECT 2'")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN RETURN 1; END; $f$")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END")]
    [InlineData("CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN a > 1 THEN CASE a WHEN 2 THEN 3 END ELSE 2 END; SELECT 2; END")]
    [InlineData("CREATE PROCEDURE p() LANGUAGE sql begin /* ; */ atomic INSERT INTO t VALUES (1); -- ;\n end")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC END")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 AS end; SELECT t.end, t.case, t.begin FROM t; SELECT 1 end; END")]
    [InlineData("CREATE FUNCTION f(begin int, atomic int) RETURNS int RETURN begin + atomic")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN CASE WHEN true THEN 1 END")]
    [InlineData("SELECT begin, atomic FROM create_function")]
    [InlineData("SELECT 1 AS begin")]
    [InlineData("DO $$ BEGIN PERFORM 1; END $$")]
    [InlineData("SELECT 1e5, 1.5e+10, .5, 1., 0xFF, 1_000, 1..2")]
    [InlineData("SELECT ARRAY[1,2][1:2], a::text, b := 1, f(x => 2)")]
    [InlineData("SELECT \u00A0 FROM t")]
    [InlineData("SELECT '😀;', \"😀;\"")]
    [InlineData("SELECT '${name};', $${name};$$")]
    public void A_semicolon_ends_a_statement_only_outside_quotes_comments_parentheses_and_bodies(string statement)
    {
        Assert.Equal([statement, "SELECT 'last'"], Scripts.Texts($"{statement};\nSELECT 'last';"));
        Assert.Equal([statement, "SELECT 'last'"], Scripts.Texts($";;{statement} /* c */ ; -- d\n;\nSELECT 'last' -- no semicolon"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    [InlineData("-- only a comment")]
    [InlineData("/* only a comment */ ;; ;")]
    [InlineData("\uFEFF")]
    public void A_script_without_statements_has_none(string text) => Assert.Empty(Scripts.Items(text));

    [Fact]
    public void Each_statement_knows_its_line_column_and_offset_whatever_ends_the_lines()
    {
        var text = "\uFEFFSELECT 1;\r\n  SELECT 2;\r/* \r\n */ SELECT\n3; SELECT 'a\r\nb'; SELECT 5";
        var items = Scripts.Items(text);
        Assert.Equal([(1, 1), (2, 3), (4, 5), (5, 4), (6, 5)], items.Select(i => (i.Line, i.Column)));
        Assert.All(items, i => Assert.Equal(i.Text, text.Substring((int)i.Offset, i.Text.Length)));
    }

    [Fact]
    public void Turning_standard_conforming_strings_off_is_followed_until_it_is_on_again()
    {
        Assert.Equal(
            ["SET standard_conforming_strings = off", "SELECT 'a\\';b'", "SET standard_conforming_strings TO on", "SELECT 'a\\'", "SELECT 2"],
            Scripts.Texts("SET standard_conforming_strings = off; SELECT 'a\\';b'; SET standard_conforming_strings TO on; SELECT 'a\\'; SELECT 2"));
        Assert.Equal(2, Scripts.Items("SET LOCAL standard_conforming_strings TO 'off'; SELECT 'a\\';b'").Count);
        Assert.Equal(4, Scripts.Items("SET standard_conforming_strings=0; RESET ALL; SELECT 'a\\'; SELECT ''").Count);
    }

    [Fact]
    public void Tokens_of_a_statement_are_places_in_its_text()
    {
        var statement = Scripts.One("  SELECT /* c */ \"A\", $$x$$;");
        Assert.Equal(
            [(SqlTokenKind.Word, "SELECT"), (SqlTokenKind.QuotedIdentifier, "\"A\""), (SqlTokenKind.Comma, ","), (SqlTokenKind.DollarString, "$$x$$")],
            statement.Tokens.Select(t => (t.Kind, t.In(statement.Text).ToString())));
    }
}
