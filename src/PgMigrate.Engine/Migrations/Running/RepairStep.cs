using System.Diagnostics;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Carries one repair out, together with its line of the log.</summary>
internal sealed class RepairStep(RunContext run, StepWork work)
{
    public async Task<StepResult> RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        if (work.Repair is RepairWork.RebuildIndex rebuild)
        {
            await RebuildAsync(rebuild, cancellationToken).ConfigureAwait(false);
        }

        var log = run.History.Log(new LogLine(
            MigrationAction.Repair, MigrationOutcome.Succeeded, NullIfEmpty(work.Step.Revision), NullIfEmpty(work.Step.Name),
            work.Checksum, watch.Elapsed, work.Step.Description));
        var change = Change();
        await run.Worker.ExecuteBatchAsync(change is null ? [log] : [change, log], syncAfterEach: false, cancellationToken).ConfigureAwait(false);
        return new StepResult(work.Step.StatementCount, 1, watch.Elapsed, null);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private SqlCommandText? Change() => work.Repair switch
    {
        RepairWork.AcceptChecksum accept => run.History.SetChecksum(accept.Revision, accept.New),
        RepairWork.RemoveMissing remove => run.History.Remove(remove.Revision, work.Step.Name, null, MigrationAction.Unstamp, TimeSpan.Zero),
        RepairWork.ClearHalfDone clear => run.History.ClearJournal(clear.Revision),
        RepairWork.ResumeAfter resume => run.History.StatementDone(resume.Line, wasStarted: true),
        RepairWork.RetryStatement retry => run.History.ForgetStatement(retry.Line.Revision, retry.Line.Down, retry.Line.Statement),
        _ => null,
    };

    private async Task RebuildAsync(RepairWork.RebuildIndex rebuild, CancellationToken cancellationToken)
    {
        foreach (var statement in rebuild.Statements)
        {
            // While it waits, a concurrent statement holds up nobody who reads or writes.
            await run.Worker.ExecuteBatchAsync(
                [SessionReset.LockTimeout(run.Limits.LockBudget), new SqlCommandText(statement)], syncAfterEach: true, cancellationToken).ConfigureAwait(false);
        }

        var invalid = await InvalidIndex.ReadAsync(run.Worker, cancellationToken).ConfigureAwait(false);
        if (invalid.Any(index => index.Oid == rebuild.Index))
        {
            throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.IndexInvalid,
                Kind = PgErrorKind.StatementFailed,
                Database = run.Target.Target,
                What = $"The index {rebuild.Name} is still invalid after it was rebuilt.",
                Next = "Look at the server's log; drop the index with DROP INDEX CONCURRENTLY and create it anew.",
            });
        }
    }
}
