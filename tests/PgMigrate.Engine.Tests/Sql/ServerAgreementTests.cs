using Npgsql;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Tests.Sql;

/// <summary>
/// The server's parser against ours. Each statement is sent to be parsed only, so nothing has to exist and nothing is
/// changed: a text that is one statement is accepted or refused for what it means, several are refused as several.
/// </summary>
[Collection(SqlServerGroup.Name)]
public sealed class ServerAgreementTests(SqlServerFixture server)
{
    private enum Verdict
    {
        One,
        Several,
        SyntaxError,
    }

    [SkippableFact]
    public async Task The_server_takes_each_hand_written_statement_for_one()
    {
        await using var connection = await server.OpenAsync();
        var statements = StatementCorpus.Statements(connection.PostgreSqlVersion.Major).ToList();
        var script = string.Join(" ;-- next\n", statements) + ";";
        Assert.Equal(statements, Scripts.Texts(script));
        await AssertAgreesAsync(connection, script, mayHaveSyntaxErrors: false);
    }

    [SkippableFact]
    public async Task The_server_takes_each_generated_statement_for_one()
    {
        await using var connection = await server.OpenAsync();
        var (statements, accepted) = (0, 0);
        for (var seed = 1; seed <= 150; seed++)
        {
            var script = ScriptGrammar.Of(seed, atomicBodies: connection.PostgreSqlVersion.Major >= 14).Script;

            // A generated name or escape may be one that the server refuses; never for being several statements.
            var (read, valid) = await AssertAgreesAsync(connection, script, mayHaveSyntaxErrors: true);
            statements += read;
            accepted += valid;
        }

        Assert.True(statements > 400 && accepted > statements * 0.8, $"{accepted} of {statements} were valid SQL: too few to prove anything");
    }

    [SkippableFact]
    public async Task Names_are_folded_unescaped_and_cut_as_the_server_does_it()
    {
        await using var connection = await server.OpenAsync();
        string[] written =
        [
            "Abc", "ÄbC", "\"A b\"\"C\"", "U&\"\\0441l\\+01F600x\"", "U&\"d!0061t!!a\" UESCAPE '!'", "u&\"\\D83D\\DE00\"", "a$B$1", "_X",
            new string('x', 70), $"\"{string.Concat(Enumerable.Repeat("é", 40))}\"", $"\"{string.Concat(Enumerable.Repeat("😀", 20))}\"", string.Concat(Enumerable.Repeat("aЖ", 30)),
        ];
        foreach (var name in written)
        {
            var effect = Assert.IsType<CreateIndexConcurrently>(Scripts.One($"CREATE INDEX CONCURRENTLY {name} ON {name}.{name} (a)").Effect);
            await using var command = new NpgsqlCommand { Connection = connection };
            await SqlServerFixture.SendAsync(connection, $"CREATE TEMP TABLE {name} (a int)");
            command.CommandText = "SELECT relname::text FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'";
            var stored = (string)(await command.ExecuteScalarAsync())!;
            Assert.Equal(stored, effect.Name);
            Assert.Equal(new QualifiedName(stored, stored), effect.Table);
            await SqlServerFixture.SendAsync(connection, $"DROP TABLE {SqlIdentifier.Quote(stored)}");
        }
    }

    [SkippableFact]
    public async Task A_literal_means_the_same_under_both_string_settings()
    {
        await using var connection = await server.OpenAsync();
        foreach (var setting in new[] { "on", "off" })
        {
            await SqlServerFixture.SendAsync(connection, $"SET standard_conforming_strings = {setting}");
            foreach (var value in new[] { "", "it's", "a\\b", "\\'", "'\\", "é😀\n$$" })
            {
                await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand($"SELECT {SqlLiteral.Quote(value)}") } };
                Assert.Equal(value, await batch.ExecuteScalarAsync());
            }
        }
    }

    [SkippableFact]
    public async Task The_position_of_a_server_error_leads_to_the_word_in_the_file()
    {
        const string Script = "SELECT 1;\n\n  SELECT '😀é', -- комментарий\n\t/* 😀 */ nosuchcolumn\nFROM pg_class;";
        await using var connection = await server.OpenAsync();
        var statement = (ScriptStatement)Scripts.Items(Script)[1];
        var error = await Assert.ThrowsAsync<PostgresException>(() => SqlServerFixture.SendAsync(connection, statement.Text));
        var text = new StatementText(statement);
        Assert.Equal((4, 11), (text.Locate(error.Position).Line, text.Locate(error.Position).Column));
        Assert.Equal(new Excerpt("\t/* 😀 */ nosuchcolumn", 11), text.Excerpt(error.Position));
    }

    private static async Task<(int Read, int Valid)> AssertAgreesAsync(NpgsqlConnection connection, string script, bool mayHaveSyntaxErrors)
    {
        var statements = Scripts.Items(script).Cast<ScriptStatement>().ToList();
        var faults = new List<string>();
        var valid = 0;
        ScriptStatement? before = null;
        foreach (var statement in statements)
        {
            var verdict = await ParseAsync(connection, statement.Text);
            if (verdict != Verdict.One)
            {
                if (verdict == Verdict.Several || !mayHaveSyntaxErrors)
                {
                    faults.Add($"{verdict}: {statement.Text}");
                }

                before = null;
                continue;
            }

            valid++;

            // Cut later, it is several statements.
            if (before is not null)
            {
                var both = script[(int)before.Offset..((int)statement.Offset + statement.Text.Length)];
                if (await ParseAsync(connection, both) is var later and not Verdict.Several)
                {
                    faults.Add($"{later}, not several: {both}");
                }
            }

            // Cut earlier, at a semicolon inside, it is none.
            foreach (var semicolon in statement.Tokens.Where(t => t.Kind == SqlTokenKind.Semicolon))
            {
                if (await ParseAsync(connection, statement.Text[..semicolon.Start]) is var earlier and not Verdict.SyntaxError)
                {
                    faults.Add($"{earlier}, not a syntax error: {statement.Text[..semicolon.Start]}");
                }
            }

            before = statement;
        }

        Assert.Empty(faults);
        return (statements.Count, valid);
    }

    private static async Task<Verdict> ParseAsync(NpgsqlConnection connection, string sql)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(sql) } };
        try
        {
            await batch.PrepareAsync();
            connection.UnprepareAll();
            return Verdict.One;
        }
        catch (PostgresException e) when (e.SqlState == "42601")
        {
            return e.MessageText.Contains("multiple commands", StringComparison.Ordinal) ? Verdict.Several
                : IsOfGrammar(e) ? Verdict.SyntaxError
                : Verdict.One;
        }
        catch (PostgresException)
        {
            return Verdict.One;
        }
    }

    // Analysis uses the same code for its own complaints; the scanner and grammar say where and start like this.
    private static bool IsOfGrammar(PostgresException e) =>
        e.File is "scan.l" or "gram.y" or "scansup.c" or "parser.c" || e.MessageText.StartsWith("syntax error", StringComparison.Ordinal);
}
