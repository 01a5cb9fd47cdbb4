using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// Runs a statement that cannot share a transaction with its journal line: the line says "started" before, "done" after,
/// and after a crash the catalogue is asked which of the two is true.
/// </summary>
internal sealed class LoneStatement(RunContext run, StatementSender sender, Budget budget, string revision, MigrationScript script)
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(30);

    /// <param name="cursor">Where the statement came from.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="line">Its journal line; <see cref="JournalLine.Done"/> is false.</param>
    /// <param name="wasStarted">True when an earlier run began it.</param>
    /// <param name="cancellationToken">Cancels the statement at the server.</param>
    /// <returns>False when an earlier run had done it already.</returns>
    public async Task<bool> RunAsync(
        ScriptCursor cursor, StatementText statement, JournalLine line, bool wasStarted, CancellationToken cancellationToken)
    {
        if (wasStarted && await WasDoneAsync(statement, line, cancellationToken).ConfigureAwait(false))
        {
            await run.Worker.ExecuteAsync(run.History.StatementDone(line, wasStarted: true), cancellationToken).ConfigureAwait(false);
            return false;
        }

        var index = statement.Sent.Effect is CreateIndexConcurrently create ? new ConcurrentIndex(run.Worker, create) : null;
        if (index is not null)
        {
            await DropLeftoversAsync(index, line.Detail, cancellationToken).ConfigureAwait(false);
            if (!wasStarted)
            {
                line = line with { Detail = await index.DescribeAsync(cancellationToken).ConfigureAwait(false) };
            }
        }

        await run.Worker.ExecuteAsync(run.History.StatementStarted(line), cancellationToken).ConfigureAwait(false);
        try
        {
            await SendAsync(cursor, statement, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!IsLoss(failure))
        {
            await CleanUpAsync(index, statement, line).ConfigureAwait(false);
            throw;
        }

        if (index is not null && !await index.IsBuiltSinceAsync(line.Detail, cancellationToken).ConfigureAwait(false))
        {
            await CleanUpAsync(index, statement, line).ConfigureAwait(false);
            throw Invalid(statement);
        }

        await run.Worker.ExecuteAsync(run.History.StatementDone(line, wasStarted: true), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static bool IsLoss(Exception failure) =>
        failure is StatementFailure { Cause: var cause } ? ServerErrors.IsConnectionLoss(cause) : ServerErrors.IsConnectionLoss(failure);

    private async Task<bool> WasDoneAsync(StatementText statement, JournalLine line, CancellationToken cancellationToken)
    {
        switch (await new EffectCheck(run.Worker).AfterCrashAsync(statement.Sent.Effect, line.Detail, cancellationToken).ConfigureAwait(false))
        {
            case EffectState.Done:
                run.Say($"{statement.Sent.Verb} of {revision} was done by an earlier run");
                return true;
            case EffectState.NotDone:
                return false;
            default:
                throw EffectUnknown(statement);
        }
    }

    /// <summary>
    /// While it waits, a concurrent statement holds up nobody who reads or writes, so it may wait for the whole budget at
    /// once; with a short limit it would fail behind every transaction that is open a little longer.
    /// </summary>
    private async Task SendAsync(ScriptCursor cursor, StatementText statement, CancellationToken cancellationToken)
    {
        var usual = run.LockTimeout(script);
        var patient = statement.Sent.Effect is CreateIndexConcurrently or DropIndexConcurrently or ReindexConcurrently or DetachPartitionConcurrently;
        var limit = patient ? TimeSpan.FromMilliseconds(Math.Max(1, budget.Left.TotalMilliseconds)) : usual;
        if (patient)
        {
            await run.Worker.ExecuteAsync(SessionReset.LockTimeout(limit), cancellationToken).ConfigureAwait(false);
        }

        await sender.SendAsync(cursor, statement, limit, cancellationToken).ConfigureAwait(false);
        if (patient)
        {
            await run.Worker.ExecuteAsync(SessionReset.LockTimeout(usual), cancellationToken).ConfigureAwait(false);
        }

        // Within a transaction the clock of now() stands still.
        if (await NowAsync(cancellationToken).ConfigureAwait(false) == await NowAsync(cancellationToken).ConfigureAwait(false))
        {
            await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
            throw LeftOpen(statement);
        }
    }

    private Task<DateTime> NowAsync(CancellationToken cancellationToken) =>
        run.Worker.ScalarAsync<DateTime>(new SqlCommandText("SELECT now()"), cancellationToken);

    private async Task DropLeftoversAsync(ConcurrentIndex index, string? before, CancellationToken cancellationToken)
    {
        foreach (var name in await index.DropInvalidAsync(before, cancellationToken).ConfigureAwait(false))
        {
            run.Events.Publish(new Events.WarningEvent(
                ErrorIds.IndexInvalid, $"{run.Target.Target}: dropped the invalid index {name}, which a failed build had left, before building it again."));
        }
    }

    /// <summary>The statement is known to have failed: nothing of it stays, and the next run begins it anew.</summary>
    private async Task CleanUpAsync(ConcurrentIndex? index, StatementText statement, JournalLine line)
    {
        if (run.Worker.IsBroken)
        {
            return;
        }

        using var limit = new CancellationTokenSource(CleanUpLimit);
        try
        {
            await run.Worker.ExecuteAsync(SessionReset.LockTimeout(CleanUpLimit), limit.Token).ConfigureAwait(false);
            if (index is not null)
            {
                await index.DropInvalidAsync(line.Detail, limit.Token).ConfigureAwait(false);
            }
            else if (statement.Sent.Effect is ReindexConcurrently reindex)
            {
                await ReindexLeftovers.DropAsync(run.Worker, reindex, limit.Token).ConfigureAwait(false);
            }

            await run.Worker.ExecuteAsync(run.History.ForgetStatement(revision, line.Down, line.Statement), limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or OperationCanceledException or IOException)
        {
            run.Events.Publish(new Events.WarningEvent(
                ErrorIds.IndexInvalid,
                $"{run.Target.Target}: what {statement.Sent.Verb} left could not be removed ({failure.Message}). The next run removes it; so does Repair-PgMigration -RebuildInvalidIndex."));
        }
    }

    private PgMigrateException EffectUnknown(StatementText statement) => Error(
        ErrorIds.EffectUnknown, PgErrorKind.InvalidState, statement,
        $"A run was stopped in this {statement.Sent.Verb} of {revision}, and what it did by then cannot be seen from outside.",
        $"Look at the data. If it was done, go on behind it with Repair-PgMigration -ResumeAfter {revision} (pgmigrate repair --resume-after {revision}); if it may run again, use -RetryStatement {revision} (--retry-statement {revision}).");

    private PgMigrateException Invalid(StatementText statement) => Error(
        ErrorIds.IndexInvalid, PgErrorKind.StatementFailed, statement,
        $"The index of {revision} is not valid, although the server reported no error.",
        "It was removed. Run the same command again.");

    private PgMigrateException LeftOpen(StatementText statement) => Error(
        ErrorIds.TransactionLeftOpen, PgErrorKind.InvalidInput, statement,
        $"This {statement.Sent.Verb} of {revision} left a transaction open; it was rolled back.",
        "Make it end every transaction that it begins.");

    private PgMigrateException Error(string id, PgErrorKind kind, StatementText statement, string what, string next) => new(new PgError
    {
        Id = id,
        Kind = kind,
        Database = run.Target.Target,
        Revision = revision,
        What = what,
        Next = next,
    }.At(statement));
}
