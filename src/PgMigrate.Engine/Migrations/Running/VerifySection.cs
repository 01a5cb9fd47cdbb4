using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// Runs a verify script: every statement must succeed, and where rows come back whose first column is boolean, all of them
/// must be true. The server holds it to reading.
/// </summary>
internal sealed class VerifySection(RunContext run, StatementSender sender)
{
    private const string Savepoint = "pgmigrate_verify";

    /// <summary>Inside the migration's own transaction, before it commits; leaves nothing behind.</summary>
    public async Task RunInsideAsync(MigrationScript script, string revision, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        await run.Worker.ExecuteBatchAsync(
            [new($"SAVEPOINT {Savepoint}"), new("SET LOCAL transaction_read_only = on")], syncAfterEach: false, cancellationToken).ConfigureAwait(false);
        await RunAsync(script, revision, lockTimeout, cancellationToken).ConfigureAwait(false);
        await run.Worker.ExecuteBatchAsync(
            [new($"ROLLBACK TO SAVEPOINT {Savepoint}"), new($"RELEASE SAVEPOINT {Savepoint}")], syncAfterEach: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>In a transaction of its own, after a migration that ran statement by statement.</summary>
    public async Task RunAloneAsync(MigrationScript script, string revision, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        await SessionReset.ApplyAsync(run, script, "BEGIN READ ONLY", cancellationToken).ConfigureAwait(false);
        try
        {
            await RunAsync(script, revision, lockTimeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(MigrationScript script, string revision, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        using var cursor = script.Open(run.Variables);
        while (cursor.Next() is { } statement)
        {
            if (statement.Sent.Transaction != StatementTransaction.Allowed)
            {
                throw Failed(statement, revision, $"{statement.Sent.Verb} has no place in a verify script, which only looks.");
            }

            StatementResult result;
            try
            {
                result = await sender.SendAsync(cursor, statement, lockTimeout, cancellationToken).ConfigureAwait(false);
            }
            catch (StatementFailure failure) when (!failure.IsLockFailure && !ServerErrors.IsConnectionLoss(failure.Cause))
            {
                var error = failure.ToError(run.Target, revision);
                throw new PgMigrateException(
                    error with { Id = ErrorIds.VerifyFailed, Kind = PgErrorKind.VerificationFailed, What = $"The verify script of {revision} failed: {error.What}", Next = Next }, failure);
            }

            if (result.AllTrue == false)
            {
                throw Failed(statement, revision, $"The verify script of {revision} says no: this query did not return true.");
            }
        }
    }

    private const string Next = "Find out what is different from what the migration promises; correct the migration or its verify script.";

    private PgMigrateException Failed(StatementText statement, string revision, string what) => new(new PgError
    {
        Id = ErrorIds.VerifyFailed,
        Kind = PgErrorKind.VerificationFailed,
        Database = run.Target.Target,
        Revision = revision,
        What = what,
        Next = Next,
    }.At(statement));
}
