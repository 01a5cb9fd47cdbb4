using System.Globalization;
using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Connections;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>Applies pending migrations.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PgMigration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(MigrationRun))]
public sealed class InvokePgMigrationCommand : PgRunCmdlet
{
    /// <summary>
    /// How far: <c>head</c> (everything), <c>heads</c> (everything of every branch), <c>+N</c> (the next N), a revision or the unique beginning of one,
    /// <c>label@head</c>, or <c>revision+N</c>. Default: <c>head</c>.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TargetCompleter))]
    public string Target { get; set; } = "head";

    /// <summary>Pending revisions that may be applied although something that follows them is applied already. Every other one is refused with OutOfOrder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RevisionCompleter))]
    public string[] AllowOutOfOrder { get; set; } = [];

    /// <summary>
    /// Undoes a migration whose verify section fails after it was committed, one that cannot run in a transaction. A transactional one is rolled back
    /// in any case.
    /// </summary>
    [Parameter]
    public SwitchParameter UndoOnVerifyFailure { get; set; }

    /// <summary>Leaves the verify sections out.</summary>
    [Parameter]
    public SwitchParameter SkipVerify { get; set; }

    private protected override string Question(MigrationPlan plan) =>
        string.Create(CultureInfo.InvariantCulture, $"Apply {plan.Steps.Count} migration(s) to {plan.Database}?");

    private protected override Task<MigrationPlan> PlanAsync(
        IPgEngine engine, PgConnection connection, RunOptions options, IEngineEvents events, CancellationToken cancellationToken) =>
        engine.Migrations.PlanUpAsync(
            connection,
            new UpOptions
            {
                Folder = options.Folder,
                Target = Target,
                AllowOutOfOrder = AllowOutOfOrder,
                Limits = options.Limits,
                UndoOnVerifyFailure = UndoOnVerifyFailure,
                SkipVerify = SkipVerify,
                Reason = options.Reason,
            },
            events,
            cancellationToken);
}
