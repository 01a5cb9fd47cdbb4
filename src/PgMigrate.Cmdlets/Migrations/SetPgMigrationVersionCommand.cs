using System.Globalization;
using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Connections;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>Records what is applied without running anything.</summary>
[Cmdlet(VerbsCommon.Set, "PgMigrationVersion", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(MigrationRun))]
public sealed class SetPgMigrationVersionCommand : PgRunCmdlet
{
    /// <summary>
    /// Where the database really is: a revision or another target form, or <c>base</c> for nothing. The history then says that exactly this and what it
    /// follows is applied.
    /// </summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TargetCompleter))]
    public string Target { get; set; } = "";

    private protected override string Question(MigrationPlan plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"Change {plan.Steps.Count} record(s) of the history of {plan.Database}? No migration is run; the record has to be true.");

    private protected override Task<MigrationPlan> PlanAsync(
        IPgEngine engine, PgConnection connection, RunOptions options, IEngineEvents events, CancellationToken cancellationToken) =>
        engine.Migrations.PlanStampAsync(
            connection,
            new StampOptions { Folder = options.Folder, Target = Target, Limits = options.Limits, Reason = options.Reason },
            events,
            cancellationToken);
}
