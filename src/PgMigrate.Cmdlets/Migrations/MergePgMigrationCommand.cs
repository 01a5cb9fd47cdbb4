using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>Writes a migration that joins several heads.</summary>
[Cmdlet(VerbsData.Merge, "PgMigration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class MergePgMigrationCommand : PgFolderCmdlet
{
    /// <summary>The heads to join. Default: all.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RevisionCompleter))]
    public string[] Head { get; set; } = [];

    /// <summary>The words of the file's name. Default: <c>merge_heads</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "merge_heads";

    private protected override Task<IReadOnlyList<PlannedFile>> PlanAsync(IPgEngine engine, string folder, CancellationToken cancellationToken) =>
        engine.Migrations.PlanMergeAsync(new MergeOptions { Path = folder, Heads = Head, Name = Name }, cancellationToken);
}
