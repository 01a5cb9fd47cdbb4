using System.Collections;
using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>A cmdlet that works on a database and a folder of migrations.</summary>
public abstract class PgMigrationCmdlet : PgTargetCmdlet
{
    /// <summary>
    /// The folder of migrations. Default: the folder that the environment names, else <c>./migrations</c>, as seen from the present location.
    /// A wildcard must stand for one folder.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The folder of migrations, with every character taken as it is written: for names with brackets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>The schema of the history tables. Default: the one that the environment names, else <c>pgmigrate</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SchemaCompleter))]
    public string? Schema { get; set; }

    /// <summary>Values for <c>${name}</c> in the migrations, as a hashtable: <c>@{ tenant = 'a' }</c>. They go before the environment's.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Variable { get; set; }

    /// <inheritdoc/>
    private protected override string StartFolder => EnvironmentFolder.For(this, Environment, Path, LiteralPath);

    /// <summary>The folder for that connection; null when no database is asked.</summary>
    private protected MigrationFolder Folder(PgConnection? connection)
    {
        var environment = connection?.Environment;
        return new MigrationFolder
        {
            Path = FolderPath.Resolve(this, Path, LiteralPath, environment?.Path),
            Schema = Schema ?? environment?.Schema ?? MigrationFolder.DefaultSchema,
            Variables = TextTable.Merge(environment?.Variables, Variable),
        };
    }
}
