using System.Globalization;
using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Connections;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>Undoes applied migrations.</summary>
[Cmdlet(VerbsCommon.Undo, "PgMigration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(MigrationRun))]
public sealed class UndoPgMigrationCommand : PgRunCmdlet
{
    /// <summary>How far back: <c>-N</c> (the last N), <c>base</c> (everything), or the revision to go back to, which stays applied. Default: <c>-1</c>.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UndoTargetCompleter))]
    public string Target { get; set; } = "-1";

    /// <summary>The id of a run: everything that it applied is undone, as a whole.</summary>
    [Parameter]
    public Guid? Run { get; set; }

    /// <summary>A run as Invoke-PgMigration gave it: everything that it applied is undone, in the database that it was applied to. A run that changed nothing is passed over.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public MigrationRun? InputObject { get; set; }

    // A run that was saved and read again carries no connection; the current one then has to be its database.
    private protected override bool PipedRecordNeedsConnection => InputObject is null;

    // Of several databases some had nothing to apply; undoing them all must not stop at those.
    private protected override string? SkipReason => InputObject is { } run && run.Id == Guid.Empty
        ? $"{run.Database}: the run changed nothing ({run.Outcome}), so there is nothing to undo."
        : null;

    private protected override string Question(MigrationPlan plan) =>
        string.Create(CultureInfo.InvariantCulture, $"Undo {plan.Steps.Count} migration(s) of {plan.Database}? What they made is lost with its data.");

    private protected override Task<MigrationPlan> PlanAsync(
        IPgEngine engine, PgConnection connection, RunOptions options, IEngineEvents events, CancellationToken cancellationToken) =>
        engine.Migrations.PlanDownAsync(
            connection,
            new DownOptions
            {
                Folder = options.Folder,
                Target = Target,
                Run = RunToUndo(connection),
                Limits = options.Limits,
                Reason = options.Reason,
            },
            events,
            cancellationToken);

    private Guid? RunToUndo(PgConnection connection)
    {
        if ((Run is not null || InputObject is not null) && MyInvocation.BoundParameters.ContainsKey(nameof(Target)))
        {
            throw Refused("A run is undone as a whole; -Target cannot be given with it.", "Leave -Target out, or leave the run out.");
        }

        if (InputObject is null)
        {
            return Run;
        }

        if (!string.Equals(InputObject.Database, connection.Target, StringComparison.Ordinal))
        {
            throw Refused(
                $"The run changed {InputObject.Database}; the connection is to {connection.Target}.",
                "Connect to the database that the run changed, or give its id with -Run.");
        }

        return InputObject.Id;
    }

    private static PgMigrateException Refused(string what, string next) => new(new PgError
    {
        Id = ErrorIds.TargetInvalid,
        Kind = PgErrorKind.InvalidArgument,
        What = what,
        Next = next,
    });
}
