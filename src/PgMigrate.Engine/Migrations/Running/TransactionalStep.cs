using System.Diagnostics;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;
using PgMigrate.Migrations;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Runs a migration in one transaction, its line of the history inside. A lock that cannot be had means the whole of it again.</summary>
internal sealed class TransactionalStep(RunContext run, StepWork work)
{
    private readonly MigrationScript script = work.Script!;
    private readonly Budget budget = new(run.Limits.LockBudget);

    public Task<StepResult> RunAsync(CancellationToken cancellationToken) =>
        new LockRetries(run, work.Step, budget).RunAsync(
            () => work.Short is { } statements && !work.Step.HasVerify
                ? new RoundTripAttempt(run, work, budget).RunAsync(statements, cancellationToken)
                : AttemptAsync(cancellationToken),
            cancellationToken);

    private async Task<StepResult> AttemptAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var sender = new StatementSender(run, budget);
        var lockTimeout = run.LockTimeout(script);
        await SessionReset.ApplyAsync(run, script, work.Opening ?? "BEGIN", cancellationToken).ConfigureAwait(false);
        var sent = 0;
        StatementText? last = null;
        using (var cursor = script.Open(run.Variables))
        {
            while (cursor.Next() is { } statement)
            {
                if (statement.Sent.Transaction != StatementTransaction.Controls)
                {
                    await sender.SendAsync(cursor, statement, lockTimeout, cancellationToken).ConfigureAwait(false);
                    sent++;
                    last = statement;
                }
            }
        }

        bool? verified = null;
        if (work.Step.HasVerify)
        {
            await new VerifySection(run, sender)
                .RunInsideAsync(work.Source!.Verify!, work.Step.Revision, lockTimeout, cancellationToken).ConfigureAwait(false);
            verified = true;
        }

        await CommitAsync(work.Record(run.History, watch.Elapsed, verified), last, cancellationToken).ConfigureAwait(false);
        return new StepResult(sent, budget.Attempt, watch.Elapsed, verified);
    }

    private async Task CommitAsync(SqlCommandText history, StatementText? last, CancellationToken cancellationToken)
    {
        budget.Sending();
        run.Watch.Started("COMMIT", budget, run.LockTimeout(script));
        try
        {
            await run.Worker.ExecuteBatchAsync(
                [.. run.Identity.TakeOver, history, new("COMMIT")], syncAfterEach: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (ServerErrors.IsFromDriver(cause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (last is not null && ServerErrors.IsLockFailure(cause))
            {
                // Triggers of deferred constraints wait for locks here.
                throw new StatementFailure(last, cause);
            }

            throw CommitFailure.Of(run, work, cause);
        }
        finally
        {
            run.Watch.Ended();
        }
    }
}
