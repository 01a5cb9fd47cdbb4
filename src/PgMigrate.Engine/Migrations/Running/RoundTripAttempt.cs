using System.Diagnostics;
using System.Runtime.ExceptionServices;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// A short migration in one transaction and one round trip: the session's state, BEGIN, its statements, its line of the
/// history, COMMIT. Behind one that fails nothing runs. Such a statement leaves role and settings alone, so the history needs
/// no identity of its own: its commands hold no name or operator that a search_path could lead astray.
/// </summary>
internal sealed class RoundTripAttempt(RunContext run, StepWork work, Budget budget)
{
    public async Task<StepResult> RunAsync(IReadOnlyList<StatementText> statements, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var before = SessionReset.Commands(run, work.Script!);
        before.Add(new SqlCommandText("BEGIN"));
        var commands = before
            .Concat(statements.Select(statement => new SqlCommandText(statement.Text)))
            .Append(work.Record(run.History, null, null))
            .Append(new SqlCommandText("COMMIT"))
            .ToList();

        budget.Sending();
        run.Watch.Started(string.Join("; ", statements.Select(statement => statement.Text)), budget, run.LockTimeout(work.Script!));
        try
        {
            await run.Worker.ExecuteUserBatchAsync(commands, cancellationToken).ConfigureAwait(false);
        }
        catch (BatchFailure failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Translate(failure, before.Count, statements);
        }
        catch (Exception cause) when (ServerErrors.IsFromDriver(cause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw CommitFailure.Of(run, work, cause);
        }
        finally
        {
            run.Watch.Ended();
        }

        return new StepResult(statements.Count, budget.Attempt, watch.Elapsed, null);
    }

    private Exception Translate(BatchFailure failure, int first, IReadOnlyList<StatementText> statements)
    {
        if (RunLock.IsTakenOver(failure.Cause))
        {
            return new PgMigrateException(RunLock.TakenOverError(run.Target), failure.Cause);
        }

        if (failure.Index < first)
        {
            ExceptionDispatchInfo.Throw(failure.Cause);
        }

        if (failure.Index < first + statements.Count)
        {
            return new StatementFailure(statements[failure.Index - first], failure.Cause);
        }

        // Triggers of deferred constraints wait for locks here.
        return statements.Count > 0 && ServerErrors.IsLockFailure(failure.Cause)
            ? new StatementFailure(statements[^1], failure.Cause)
            : CommitFailure.Of(run, work, failure.Cause);
    }
}
