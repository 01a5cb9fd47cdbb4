using System.Diagnostics;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Carries a plan out, alone in its history: takes the lock, looks again, runs what is left of the plan.</summary>
internal sealed class Runner(Plan confirmed, Planner planner, IEngineEvents events)
{
    private readonly PgConnection target = confirmed.Connection;
    private readonly PlanRequest request = confirmed.Request;
    private readonly Guid runId = Guid.NewGuid();
    private readonly DateTimeOffset startedAt = DateTimeOffset.UtcNow;
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly List<MigrationRunStep> done = [];

    public async Task<MigrationRun> RunAsync(CancellationToken cancellationToken)
    {
        if (confirmed.Work.Count == 0)
        {
            return Result(MigrationOutcome.NothingToDo, confirmed.From) with { Id = Guid.Empty };
        }

        ThrowIfReadOnly();
        var runLock = await RunLock.TakeAsync(
            target, request.Folder.Schema, request.Limits.LockBudget, events, cancellationToken).ConfigureAwait(false);
        await using var _ = runLock.ConfigureAwait(false);
        var worker = await PgSession.OpenAsync(target, SessionAccess.Write, "run", events, cancellationToken).ConfigureAwait(false);
        await using var __ = worker.ConfigureAwait(false);
        try
        {
            await runLock.WaitForOrphanAsync(worker, request.Limits.LockBudget, events, cancellationToken).ConfigureAwait(false);
            return await RunLockedAsync(runLock, worker, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (ServerErrors.IsFromDriver(failure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new PgMigrateException(ServerErrors.ToError(failure, target), failure) { Partial = Result(MigrationOutcome.Failed, []) };
        }
    }

    private async Task<MigrationRun> RunLockedAsync(RunLock runLock, PgSession worker, CancellationToken cancellationToken)
    {
        // Others may have run since the plan was made. What they did is left out; what they left is done, and never more than was confirmed.
        var now = (await planner.AgainAsync(confirmed, runLock.Session, cancellationToken).ConfigureAwait(false)).Narrowed(confirmed);
        if (now.Work.Count == 0)
        {
            events.Publish(new VerboseEvent($"{target.Target}: another run has done it in the meantime; nothing is left to do."));
            return Result(MigrationOutcome.NothingToDo, now.From) with { Id = Guid.Empty };
        }

        // Nor does the history's own housekeeping wait without end, should somebody have locked its rows.
        await worker.ExecuteAsync(SessionReset.LockTimeout(request.Limits.LockBudget), cancellationToken).ConfigureAwait(false);
        var tables = new HistoryTables(request.Folder.Schema);
        await PrepareHistoryAsync(worker, now, tables, cancellationToken).ConfigureAwait(false);
        var watcher = new BlockerWatch(runLock.Session, worker.BackendPid, events);
        await using var _ = watcher.ConfigureAwait(false);
        var run = new RunContext(
            target, worker, runLock, watcher, new HistoryWriter(tables, runId), tables, request.Limits, new Sql.SqlVariables(request.Folder.Variables), events)
        {
            ChecksClient = await CanCheckClientAsync(worker, cancellationToken).ConfigureAwait(false),
        };
        await worker.ExecuteBatchAsync(
            [
                run.History.CloseInterruptedRuns(),
                run.History.BeginRun(new RunRecord
                {
                    Id = runId,
                    Action = now.Action,
                    Target = request.Target,
                    From = now.From,
                    PlanHash = confirmed.Hash,
                    ToolVersion = ToolVersion.Text,
                    Reason = request.Reason,
                }),
            ],
            syncAfterEach: false,
            cancellationToken).ConfigureAwait(false);
        return await RunStepsAsync(run, now, cancellationToken).ConfigureAwait(false);
    }

    private async Task<MigrationRun> RunStepsAsync(RunContext run, Plan plan, CancellationToken cancellationToken)
    {
        var progress = new RunProgress(events, plan);
        var outcome = MigrationOutcome.Failed;
        try
        {
            foreach (var work in plan.Work)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress.At(work);
                run.Watch.Forget();
                await RunStepAsync(run, work, cancellationToken).ConfigureAwait(false);
            }

            outcome = MigrationOutcome.Succeeded;
            await run.Identity.WriteAsync(run.Worker, [run.History.EndRun(outcome, plan.To)], cancellationToken).ConfigureAwait(false);
            return Result(outcome, plan.From) with { To = plan.To };
        }
        catch (OperationCanceledException)
        {
            await new FailureRecord(run).EndAsync(MigrationOutcome.Cancelled, CurrentAfter(plan)).ConfigureAwait(false);
            throw;
        }
        catch (PgMigrateException failure)
        {
            await new FailureRecord(run).EndAsync(outcome, CurrentAfter(plan)).ConfigureAwait(false);
            throw new PgMigrateException(failure.Error, failure) { Partial = Result(outcome, plan.From) with { To = CurrentAfter(plan) } };
        }
        finally
        {
            progress.End();
        }
    }

    private async Task RunStepAsync(RunContext run, StepWork work, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        run.Say(work.Step.Description);
        try
        {
            var result = await DoAsync(run, work, cancellationToken).ConfigureAwait(false);
            done.Add(Describe(work, result, MigrationOutcome.Succeeded));
            run.Say(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{work.Step}: done in {result.Duration.TotalMilliseconds:0} ms{(result.Verified == true ? ", verified" : "")}"));
        }
        catch (PgMigrateException failure) when (failure.Error.Id == ErrorIds.VerifyFailed && !work.Step.Transactional)
        {
            await new FailureRecord(run).LogAsync(work, MigrationOutcome.Failed, watch.Elapsed, failure.Error).ConfigureAwait(false);
            throw await UndoIfAskedAsync(run, work, failure, cancellationToken).ConfigureAwait(false);
        }
        catch (PgMigrateException failure)
        {
            done.Add(Describe(work, new StepResult(0, 1, watch.Elapsed, null), MigrationOutcome.Failed));
            await new FailureRecord(run).LogAsync(work, MigrationOutcome.Failed, watch.Elapsed, failure.Error).ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException)
        {
            done.Add(Describe(work, new StepResult(0, 1, watch.Elapsed, null), MigrationOutcome.Cancelled));
            await new FailureRecord(run).LogAsync(work, MigrationOutcome.Cancelled, watch.Elapsed, null).ConfigureAwait(false);
            throw;
        }
        catch (Exception failure) when (ServerErrors.IsFromDriver(failure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            done.Add(Describe(work, new StepResult(0, 1, watch.Elapsed, null), MigrationOutcome.Failed));
            var error = ServerErrors.ToError(failure, target) with { Revision = work.Step.Revision };
            await new FailureRecord(run).LogAsync(work, MigrationOutcome.Failed, watch.Elapsed, error).ConfigureAwait(false);
            throw new PgMigrateException(error, failure);
        }
    }

    private static async Task<StepResult> DoAsync(RunContext run, StepWork work, CancellationToken cancellationToken)
    {
        if (work.Repair is not null)
        {
            return await new RepairStep(run, work).RunAsync(cancellationToken).ConfigureAwait(false);
        }

        if (work.Script is null)
        {
            return await RecordAsync(run, work, cancellationToken).ConfigureAwait(false);
        }

        if (work.Step.Action != MigrationAction.Down && work.Script.Directives.Requires is { } condition)
        {
            await new Requirement(run, work.Source!.File).CheckAsync(condition, work.Script, cancellationToken).ConfigureAwait(false);
        }

        return work.Step.Transactional
            ? await new TransactionalStep(run, work).RunAsync(cancellationToken).ConfigureAwait(false)
            : await new StatementStep(run, work).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<StepResult> RecordAsync(RunContext run, StepWork work, CancellationToken cancellationToken)
    {
        var command = work.Step.Action == MigrationAction.Stamp
            ? run.History.Apply(work.Source!, work.Parents, MigrationAction.Stamp, TimeSpan.Zero, null)
            : run.History.Remove(work.Step.Revision, work.Step.Name, work.Checksum, MigrationAction.Unstamp, TimeSpan.Zero);
        await run.Worker.ExecuteAsync(command, cancellationToken).ConfigureAwait(false);
        return new StepResult(0, 1, TimeSpan.Zero, null);
    }

    /// <summary>A migration without a transaction is committed by the time that it is verified: undoing it takes its reverse.</summary>
    private async Task<PgMigrateException> UndoIfAskedAsync(
        RunContext run, StepWork work, PgMigrateException failure, CancellationToken cancellationToken)
    {
        if (request.Up?.UndoOnVerifyFailure != true || work.Source?.Down is not { } reverse)
        {
            done.Add(Describe(work, new StepResult(work.Step.StatementCount, 1, TimeSpan.Zero, false), MigrationOutcome.Failed));
            var why = request.Up?.UndoOnVerifyFailure == true ? "It has no reverse, so it stays applied." : "It stays applied.";
            return new PgMigrateException(
                failure.Error with { What = $"{failure.Error.What} {why}", Next = $"{failure.Error.Next} To go back: Undo-PgMigration (pgmigrate down)." }, failure);
        }

        run.Say($"{work.Step}: its verify script failed; undoing it");
        var undo = StepBuilder.Build(MigrationAction.Down, work.Source, reverse, [], run.Variables, null, cancellationToken) with { Parents = work.Parents };
        _ = await DoAsync(run, undo, cancellationToken).ConfigureAwait(false);
        done.Add(Describe(work, new StepResult(work.Step.StatementCount, 1, TimeSpan.Zero, false), MigrationOutcome.Undone));
        return new PgMigrateException(failure.Error with { What = $"{failure.Error.What} It was undone." }, failure);
    }

    private async Task PrepareHistoryAsync(PgSession worker, Plan plan, HistoryTables tables, CancellationToken cancellationToken)
    {
        var history = plan.View.History;
        if (!history.NeedsUpgrade)
        {
            return;
        }

        events.Publish(new VerboseEvent($"{target.Target}: {(history.Version == 0 ? "creating" : "upgrading")} the history in schema {tables.SchemaName}"));
        var statements = HistorySchema.Upgrade(tables, history.Version, history.SchemaExists, ToolVersion.Text).Select(sql => new SqlCommandText(sql));
        try
        {
            await worker.ExecuteBatchAsync([new("BEGIN"), .. statements, new("COMMIT")], syncAfterEach: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (ServerErrors.Server(failure)?.SqlState == "42501")
        {
            throw new PgMigrateException(
                ServerErrors.ToError(failure, target) with
                {
                    What = $"{target.UserName} may not make the history in schema '{tables.SchemaName}' of {target.Target}; nothing was changed.",
                    Next = history.SchemaExists
                        ? $"As the schema's owner: GRANT CREATE, USAGE ON SCHEMA {tables.Schema} TO {Sql.SqlIdentifier.Quote(target.UserName)};"
                        : $"As an administrator: CREATE SCHEMA {tables.Schema} AUTHORIZATION {Sql.SqlIdentifier.Quote(target.UserName)}; or GRANT CREATE ON DATABASE {Sql.SqlIdentifier.Quote(target.Database)} TO {Sql.SqlIdentifier.Quote(target.UserName)};",
                },
                failure);
        }
    }

    private static async Task<bool> CanCheckClientAsync(PgSession worker, CancellationToken cancellationToken) =>
        worker.Target.ServerVersionNumber >= 140000
        && await worker.ScalarAsync<bool>(
            new SqlCommandText("SELECT pg_catalog.version() LIKE '%linux%'"), cancellationToken).ConfigureAwait(false);

    private void ThrowIfReadOnly()
    {
        if (target.IsReadOnly)
        {
            throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.DatabaseReadOnly,
                Kind = PgErrorKind.InvalidState,
                Database = target.Target,
                What = target.IsStandby ? $"{target.Target} is a standby; it cannot be changed." : $"{target.Target} is read only (default_transaction_read_only).",
                Next = target.IsStandby
                    ? "Connect to the primary (target_session_attrs=read-write finds it among several hosts)."
                    : "Find out why it was set read only; then ALTER DATABASE … RESET default_transaction_read_only, or the role's, and connect again.",
            });
        }
    }

    private IReadOnlyList<string> CurrentAfter(Plan plan)
    {
        var up = done.Where(s => s.Outcome == MigrationOutcome.Succeeded && s.Action is MigrationAction.Up or MigrationAction.Stamp)
            .Select(s => plan.View.Graph.Find(s.Revision)).OfType<Graph.RevisionNode>();
        var down = done.Where(s => s.Outcome == MigrationOutcome.Succeeded && s.Action is MigrationAction.Down or MigrationAction.Unstamp).Select(s => s.Revision);
        return plan.View.CurrentAfter(up, down);
    }

    private static MigrationRunStep Describe(StepWork work, StepResult result, MigrationOutcome outcome) => new()
    {
        Revision = work.Step.Revision,
        Name = work.Step.Name,
        Action = work.Step.Action,
        Outcome = outcome,
        Duration = result.Duration,
        Statements = result.Statements,
        Transactional = work.Step.Transactional,
        Attempts = result.Attempts,
        Resumed = work.Step.Resumes,
        Verified = result.Verified,
        File = work.Step.File,
    };

    private MigrationRun Result(MigrationOutcome outcome, IReadOnlyList<string> from) => new()
    {
        Id = runId,
        Database = target.Target,
        Action = confirmed.Action,
        Outcome = outcome,
        From = from,
        To = from,
        Steps = [.. done],
        StartedAt = startedAt,
        Duration = watch.Elapsed,
    };
}
