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
internal sealed class LoneStatement(RunContext run, StatementSender sender, Budget budget, StatementJournal journal, string revision, MigrationScript script)
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(30);

    /// <param name="cursor">Where the statement came from.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="line">Its journal line; <see cref="JournalLine.Done"/> is false.</param>
    /// <param name="wasStarted">True when an earlier run, or an earlier attempt, began it.</param>
    /// <param name="cancellationToken">Cancels the statement at the server.</param>
    /// <returns>False when it had been done already.</returns>
    public async Task<bool> RunAsync(
        ScriptCursor cursor, StatementText statement, JournalLine line, bool wasStarted, CancellationToken cancellationToken)
    {
        var patience = await LockPatience.TakeAsync(run, statement.Sent.Effect, budget, cancellationToken).ConfigureAwait(false);
        await using var _ = patience.ConfigureAwait(false);
        if (wasStarted && await WasDoneAsync(statement, line, cancellationToken).ConfigureAwait(false))
        {
            await DoneAsync(line, cancellationToken).ConfigureAwait(false);
            return false;
        }

        var index = statement.Sent.Effect is CreateIndexConcurrently create ? new ConcurrentIndex(run.Worker, create) : null;
        if (index is not null)
        {
            await WaitingAsync(statement, () => DropLeftoversAsync(index, line.Detail, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (!wasStarted)
            {
                line = line with { Detail = await index.DescribeAsync(cancellationToken).ConfigureAwait(false) };
            }
        }
        else if (wasStarted && statement.Sent.Effect is ReindexConcurrently reindex)
        {
            await WaitingAsync(statement, () => ReindexLeftovers.DropAsync(run.Worker, reindex, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        await run.Identity.WriteAsync(run.Worker, [run.Lock.HoldWorker, run.History.StatementStarted(line)], cancellationToken).ConfigureAwait(false);
        journal.Started(line);
        var isOpaque = statement.Sent.Effect == StatementEffect.Unknown || statement.Sent.Effect == StatementEffect.None;
        var transaction = !isOpaque ? 0 : await LocalTransaction.CurrentAsync(run.Worker, cancellationToken).ConfigureAwait(false);
        try
        {
            await sender.SendAsync(cursor, statement, patience.Limit ?? run.LockTimeout(script), cancellationToken).ConfigureAwait(false);
            await ThrowIfLeftOpenAsync(statement, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!IsLoss(failure))
        {
            if (isOpaque && await LocalTransaction.SeveralSinceAsync(transaction, run.Worker).ConfigureAwait(false))
            {
                // Its line stays "started": what it committed before it failed must not be done a second time unasked.
                throw failure is StatementFailure refused ? PartlyDone(refused) : failure;
            }

            await CleanUpAsync(index, statement, line).ConfigureAwait(false);
            throw;
        }

        if (index is not null && !await index.IsBuiltSinceAsync(line.Detail, cancellationToken).ConfigureAwait(false))
        {
            await CleanUpAsync(index, statement, line).ConfigureAwait(false);
            throw Invalid(statement);
        }

        await DoneAsync(line, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static bool IsLoss(Exception failure) =>
        failure is StatementFailure { Cause: var cause } ? ServerErrors.IsConnectionLoss(cause) : ServerErrors.IsConnectionLoss(failure);

    private async Task DoneAsync(JournalLine line, CancellationToken cancellationToken)
    {
        await run.Identity.WriteAsync(run.Worker, [run.History.StatementDone(line, wasStarted: true)], cancellationToken).ConfigureAwait(false);
        journal.Done(line);
        budget.Progressed();
    }

    private async Task<bool> WasDoneAsync(StatementText statement, JournalLine line, CancellationToken cancellationToken)
    {
        var state = EffectState.Unknown;
        await WaitingAsync(
            statement,
            async () => state = await new EffectCheck(run.Worker).AfterCrashAsync(statement.Sent.Effect, line.Detail, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        switch (state)
        {
            case EffectState.Done:
                run.Say($"{statement.Sent.Verb} of {line.Revision} was done already");
                return true;
            case EffectState.NotDone:
                return false;
            default:
                throw EffectUnknown(statement);
        }
    }

    /// <summary>Work of the runner's own that waits for locks like the statement that it is done for, and is tried again with it.</summary>
    private async Task WaitingAsync(StatementText statement, Func<Task> work, CancellationToken cancellationToken)
    {
        budget.Sending();
        run.Watch.Started(statement.Text, budget, run.LockTimeout(script));
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception cause) when (ServerErrors.IsFromDriver(cause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new StatementFailure(statement, cause);
        }
        finally
        {
            run.Watch.Ended();
        }
    }

    // Within a transaction the clock of now() stands still.
    private async Task ThrowIfLeftOpenAsync(StatementText statement, CancellationToken cancellationToken)
    {
        if (statement.Sent.Verb is "DO" or "CALL"
            && await NowAsync(cancellationToken).ConfigureAwait(false) == await NowAsync(cancellationToken).ConfigureAwait(false))
        {
            await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
            throw LeftOpen(statement);
        }
    }

    private Task<DateTime> NowAsync(CancellationToken cancellationToken) =>
        run.Worker.ScalarAsync<DateTime>(new SqlCommandText("SELECT pg_catalog.now()"), cancellationToken);

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
            else if (statement.Sent.Effect is DetachPartitionConcurrently detach
                && await new EffectCheck(run.Worker).IsHalfDetachedAsync(detach, limit.Token).ConfigureAwait(false))
            {
                // Its first half is committed; there is only the way forward, which the line "started" makes the next attempt take.
                return;
            }

            await run.Identity.WriteAsync(
                run.Worker, [run.History.ForgetStatement(line.Revision, line.Down, line.Statement)], limit.Token).ConfigureAwait(false);
            journal.Forget(line.Statement);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or OperationCanceledException or IOException)
        {
            run.Events.Publish(new Events.WarningEvent(
                ErrorIds.IndexInvalid,
                $"{run.Target.Target}: what {statement.Sent.Verb} left could not be removed ({failure.Message}). The next run removes it; so does Repair-PgMigration -RebuildInvalidIndex."));
        }
    }

    private string Ways =>
        $"Look at the data. If it was done, go on behind it with Repair-PgMigration -ResumeAfter {revision} (pgmigrate repair --resume-after {revision}); if it may run again, use -RetryStatement {revision} (--retry-statement {revision}).";

    private PgMigrateException PartlyDone(StatementFailure failure)
    {
        var error = failure.ToError(run.Target, revision);
        return new PgMigrateException(
            error with
            {
                What = $"{error.What} It had committed part of its work by then.",
                Next = Ways,
            },
            failure.Cause);
    }

    private PgMigrateException EffectUnknown(StatementText statement) => Error(
        ErrorIds.EffectUnknown, PgErrorKind.InvalidState, statement,
        $"A run was stopped in this {statement.Sent.Verb} of {revision}, and what it did by then cannot be seen from outside.",
        Ways);

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
