using System.Diagnostics;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Errors;
using PgMigrate.Migrations;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Runs a migration in one transaction, its line of the history inside. A lock that cannot be had means the whole of it again.</summary>
internal sealed class TransactionalStep(RunContext run, StepWork work)
{
    private readonly MigrationScript script = work.Script!;
    private readonly Budget budget = new(run.Limits.LockBudget);

    public async Task<StepResult> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await AttemptAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (StatementFailure failure) when (failure.IsLockFailure)
            {
                await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
                if (!await budget.NextAttemptAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw failure.BudgetExhausted(run.Target, work.Step.Revision, budget, run.Watch.LastSeen);
                }

                run.Say(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{work.Step}: locks could not be had ({failure.Cause.Message}); attempt {budget.Attempt}"));
            }
            catch (StatementFailure failure)
            {
                await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
                throw new PgMigrateException(failure.ToError(run.Target, work.Step.Revision), failure.Cause);
            }
            catch
            {
                await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
                throw;
            }
        }
    }

    private async Task<StepResult> AttemptAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var sender = new StatementSender(run, budget);
        var lockTimeout = run.LockTimeout(script);
        await SessionReset.ApplyAsync(run, script, work.Opening ?? "BEGIN", cancellationToken).ConfigureAwait(false);
        var sent = 0;
        using (var cursor = script.Open(run.Variables))
        {
            while (cursor.Next() is { } statement)
            {
                if (statement.Sent.Transaction != StatementTransaction.Controls)
                {
                    await sender.SendAsync(cursor, statement, lockTimeout, cancellationToken).ConfigureAwait(false);
                    sent++;
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

        var history = work.Step.Action == MigrationAction.Down
            ? run.History.Remove(work.Step.Revision, work.Step.Name, work.Checksum, MigrationAction.Down, watch.Elapsed)
            : run.History.Apply(work.Source!, work.Parents, work.Step.Action, watch.Elapsed, verified);
        await CommitAsync(history, cancellationToken).ConfigureAwait(false);
        return new StepResult(sent, budget.Attempt, watch.Elapsed, verified);
    }

    private async Task CommitAsync(SqlCommandText history, CancellationToken cancellationToken)
    {
        try
        {
            await run.Worker.ExecuteBatchAsync([history, new("COMMIT")], syncAfterEach: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (ServerErrors.IsFromDriver(cause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var error = ServerErrors.ToError(cause, run.Target);
            throw new PgMigrateException(
                error with
                {
                    Revision = work.Step.Revision,
                    What = $"{work.Step} could not be committed: {error.What}",
                    Position = new SourcePosition(script.Path, 1, 1),
                },
                cause);
        }
    }
}
