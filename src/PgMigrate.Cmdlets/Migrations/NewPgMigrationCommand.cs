using System.Collections;
using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>Writes the files of a new migration.</summary>
[Cmdlet(VerbsCommon.New, "PgMigration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class NewPgMigrationCommand : PgFolderCmdlet
{
    /// <summary>The words of the file's name, such as <c>add_users</c>; blanks become underscores. The number before it is the next free one.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>What to write into it: a pattern that writes both directions. Tab completes the names. Default: <c>empty</c>.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string Template { get; set; } = "empty";

    /// <summary>What the template asks for, as a hashtable: <c>@{ table = 'users'; column = 'email'; type = 'text' }</c>.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNull]
    public Hashtable? Argument { get; set; }

    /// <summary>
    /// How the files are laid out: RollbackFolder, Sections, Suffixes or Folders. Default: as the folder has it, and RollbackFolder in an empty one.
    /// </summary>
    [Parameter]
    public MigrationLayout? Layout { get; set; }

    /// <summary>The revisions that it follows, to begin a branch. Default: the head.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RevisionCompleter))]
    public string[] Revises { get; set; } = [];

    /// <summary>Labels of the migration and its branch, for the target form <c>label@head</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Label { get; set; } = [];

    private protected override Task<IReadOnlyList<PlannedFile>> PlanAsync(IPgEngine engine, string folder, CancellationToken cancellationToken) =>
        engine.Migrations.PlanNewAsync(
            new NewMigrationOptions
            {
                Path = folder,
                Name = Name,
                Template = Template,
                Arguments = TextTable.Merge(null, Argument),
                Layout = Layout,
                Revises = Revises,
                Labels = Label,
            },
            cancellationToken);
}
