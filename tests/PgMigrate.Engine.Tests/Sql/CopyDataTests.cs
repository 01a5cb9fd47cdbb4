using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Sql;

public sealed class CopyDataTests
{
    [Theory]
    [InlineData("COPY t FROM stdin", "1\t;'\"$$\n2\t/*\n")]
    [InlineData("COPY t (a, b) FROM STDIN WITH (FORMAT csv)", "\"a\nb\",\\.x\n \\.\n\\.\\.\n")]
    [InlineData("copy \"T\" from stdin", "")]
    [InlineData("COPY t FROM STDOUT", "1\n")]
    [InlineData("COPY t FROM /* 'x' */ stdin", "\n\n\\\\.\n\\\n")]
    [InlineData("COPY t FROM stdin CSV", "-- migrate:down\n\\i x\n")]
    public void The_lines_behind_copy_from_stdin_are_data_up_to_the_closing_line(string copy, string data)
    {
        foreach (var end in new[] { "\n", "\r\n", "\r" })
        {
            foreach (var closing in new[] { "\\.", "\\.\nSELECT 2", "\\.\n;\n\nSELECT 2;" })
            {
                var lines = data.ReplaceLineEndings(end);
                var text = $"SELECT 1; {copy}; -- comment\n{data}{closing}".ReplaceLineEndings(end);
                var reader = new SqlScriptReader(new StringReader(text), null);
                Assert.False(Assert.IsType<ScriptStatement>(reader.Read()).CopiesFromStdin);
                var statement = Assert.IsType<ScriptStatement>(reader.Read());
                Assert.Equal((copy, "COPY FROM STDIN", true), (statement.Text, statement.Verb, statement.CopiesFromStdin));
                var written = new StringWriter();
                reader.CopyDataTo(written);
                Assert.Equal(lines, written.ToString());
                Assert.Equal(closing.Length > 2, reader.Read() is ScriptStatement { Text: "SELECT 2" } next
                    && next.Line == text.ReplaceLineEndings("\n")[..text.ReplaceLineEndings("\n").IndexOf("SELECT 2", StringComparison.Ordinal)].Count(c => c == '\n') + 1);
                Assert.Null(reader.Read());

                // Skipped when nobody asks for it, and the same in pieces of one character.
                Assert.Equal(closing.Length > 2 ? ["SELECT 1", copy, "SELECT 2"] : new[] { "SELECT 1", copy }, Scripts.Texts(text));
                reader = new SqlScriptReader(new StringReader(text), null);
                reader.Read();
                reader.Read();
                var piece = new char[1];
                var pieces = new System.Text.StringBuilder();
                while (reader.ReadCopyData(piece) == 1)
                {
                    pieces.Append(piece[0]);
                }

                Assert.Equal(lines, pieces.ToString());
            }
        }
    }

    [Theory]
    [InlineData("COPY t TO stdout")]
    [InlineData("COPY (SELECT a FROM stdin) TO STDOUT")]
    [InlineData("COPY t FROM '/stdin'")]
    [InlineData("COPY t FROM PROGRAM 'cat stdin'")]
    [InlineData("SELECT 1 FROM stdin")]
    public void Other_statements_have_no_data(string statement) =>
        Assert.Equal([statement, "SELECT 1"], Scripts.Texts($"{statement};\nSELECT 1;"));

    [Theory]
    [InlineData("SELECT 1;\n COPY t FROM stdin;\n1\n2\n", 2, 2)]
    [InlineData("SELECT 1;\n COPY t FROM stdin;\n1\n2\n\\.x", 2, 2)]
    [InlineData("COPY t FROM stdin;", 1, 1)]
    [InlineData("COPY t FROM stdin", 1, 1)]
    [InlineData("COPY t FROM stdin\n-- migrate:down\n1\n\\.\n", 1, 1)]
    public void Data_without_its_closing_line_is_an_error_at_the_copy(string text, int line, int column)
    {
        var error = Scripts.Error(text);
        Assert.Equal((ErrorIds.CopyDataUnterminated, new SourcePosition("test.sql", line, column)), (error.Id, error.Position));
        Assert.StartsWith("COPY t FROM stdin", error.Excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_on_the_line_of_a_copy_is_an_error_since_the_data_starts_on_the_next()
    {
        var error = Scripts.Error("COPY t FROM stdin; SELECT 1;\n1\n\\.\n");
        Assert.Equal((ErrorIds.CopyDataUnterminated, 20), (error.Id, error.Position!.Column));
    }
}
