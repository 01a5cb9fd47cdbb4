using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;
using PgMigrate.Migrations;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>What a reading of a whole script tells before any of it runs.</summary>
/// <param name="Transactional">True: one transaction. False: statement by statement.</param>
/// <param name="Statements">The first <see cref="KeepStatements"/> that will be sent.</param>
/// <param name="Count">All that will be sent.</param>
/// <param name="Opening">The script's own BEGIN where it says more than that; null for a plain one.</param>
/// <param name="Short">The statements of a short script that can go to the server in one round trip; null for any other.</param>
internal sealed record ScriptPlan(
    bool Transactional, IReadOnlyList<PlannedStatement> Statements, int Count, string? Opening, IReadOnlyList<StatementText>? Short)
{
    private const int KeepStatements = 1000;
    private const int KeepCharacters = 4000;

    public static ScriptPlan Read(
        MigrationScript script, SqlVariables variables, IReadOnlySet<int> done, CancellationToken cancellationToken)
    {
        var statements = new List<PlannedStatement>();
        var blocks = new TransactionBlocks();
        var roundTrip = new RoundTrip();
        var outside = script.Directives.Transaction == false;
        var (number, count) = (0, 0);
        using var cursor = script.Open(variables, verify: false);
        while (cursor.Next() is { } text)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var statement = text.Sent;
            number++;
            blocks.Add(text);
            ParameterRule.ThrowIfBroken(text);
            var alone = statement.Transaction is StatementTransaction.Refused or StatementTransaction.ManagesItsOwn;
            if (alone && script.Directives.Transaction == true)
            {
                throw TransactionBlocks.Refused(
                    text,
                    $"The directive 'transaction on' stands against {statement.Verb}, which the server refuses inside a transaction.",
                    "Remove the directive: the statement is then run on its own.");
            }

            outside = outside || alone;
            if (statement.Transaction == StatementTransaction.Controls)
            {
                continue;
            }

            count++;
            roundTrip.Add(text);
            if (statements.Count < KeepStatements)
            {
                statements.Add(new PlannedStatement(Shorten(text.Text), statement.Verb, text.Source.Line, alone, done.Contains(number)));
            }
        }

        blocks.End();
        return new ScriptPlan(
            !outside, statements, count, outside ? null : blocks.Opening, outside || blocks.Opening is not null ? null : roundTrip.Statements);
    }

    private static string Shorten(string text) => text.Length <= KeepCharacters
        ? text
        : string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{text.AsSpan(0, KeepCharacters)} … ({text.Length - KeepCharacters} characters more)");
}
