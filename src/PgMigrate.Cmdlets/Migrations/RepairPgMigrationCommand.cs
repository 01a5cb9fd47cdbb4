using System.Globalization;
using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Connections;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>Mends the history, a half-done migration, or invalid indexes.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "PgMigration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(MigrationRun))]
public sealed class RepairPgMigrationCommand : PgRunCmdlet
{
    /// <summary>Applied revisions whose file was edited (FileChanged): the present text is accepted, on the record. <c>*</c> for all that changed.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RevisionCompleter))]
    public string[] AcceptChecksum { get; set; } = [];

    /// <summary>Applied revisions whose file is gone (FileMissing): they are forgotten, on the record. <c>*</c> for all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] RemoveMissing { get; set; } = [];

    /// <summary>
    /// A half-done revision (HalfDone) that is to count as not begun. What its statements left behind must have been cleaned up by hand.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RevisionCompleter))]
    public string? ClearHalfDone { get; set; }

    /// <summary>
    /// A half-done revision (HalfDone) whose statement at which it stopped is done: it is recorded as done, and the next run goes on behind it.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RevisionCompleter))]
    public string? ResumeAfter { get; set; }

    /// <summary>Finds the invalid indexes of the whole database and rebuilds them (REINDEX INDEX CONCURRENTLY); leftovers of a REINDEX are dropped.</summary>
    [Parameter]
    public SwitchParameter RebuildInvalidIndex { get; set; }

    private protected override string Question(MigrationPlan plan) =>
        string.Create(CultureInfo.InvariantCulture, $"Make {plan.Steps.Count} repair(s) in {plan.Database}?");

    private protected override Task<MigrationPlan> PlanAsync(
        IPgEngine engine, PgConnection connection, RunOptions options, IEngineEvents events, CancellationToken cancellationToken) =>
        engine.Migrations.PlanRepairAsync(
            connection,
            new RepairOptions
            {
                Folder = options.Folder,
                AcceptChecksum = AcceptChecksum,
                RemoveMissing = RemoveMissing,
                ClearHalfDone = ClearHalfDone,
                ResumeAfter = ResumeAfter,
                RebuildInvalidIndexes = RebuildInvalidIndex,
                Limits = options.Limits,
                Reason = options.Reason,
            },
            events,
            cancellationToken);
}
