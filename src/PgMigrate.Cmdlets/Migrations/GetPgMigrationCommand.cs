using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Hosting;
using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>Lists migrations and where they stand.</summary>
[Cmdlet(VerbsCommon.Get, "PgMigration")]
[OutputType(typeof(MigrationStatus))]
public sealed class GetPgMigrationCommand : PgMigrationCmdlet
{
    /// <summary>Only migrations whose revision, name, or both joined as in the file's name, is this; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RevisionCompleter))]
    public string[] Revision { get; set; } = [];

    /// <summary>Only migrations in these states: Pending, Applied, Changed, Missing, OutOfOrder, HalfDone, Unknown.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public MigrationState[] State { get; set; } = [];

    /// <summary>Only migrations that are still to be applied: pending, half-done, out of order, and repeatable ones that changed.</summary>
    [Parameter]
    public SwitchParameter Pending { get; set; }

    /// <summary>Reads the files only and asks no database; every state is then Unknown.</summary>
    [Parameter]
    public SwitchParameter Offline { get; set; }

    private protected override void Process()
    {
        if (Offline)
        {
            Write(null);
        }
        else
        {
            base.Process();
        }
    }

    private protected override void Process(PgConnection connection) => Write(connection);

    private void Write(PgConnection? connection)
    {
        var names = NameFilter.Any(Revision);
        foreach (var status in Call((engine, events, token) => engine.Migrations.GetStatusAsync(connection, Folder(connection), events, token)))
        {
            if ((names.IsMatch(status.Revision) || names.IsMatch(status.Name) || names.IsMatch(status.ToString())) && IsWanted(status))
            {
                WriteObject(status);
            }
        }
    }

    private bool IsWanted(MigrationStatus status) =>
        (State.Length == 0 || State.Contains(status.State)) && (!Pending || IsPending(status));

    private static bool IsPending(MigrationStatus status) => status.State switch
    {
        MigrationState.Pending or MigrationState.HalfDone or MigrationState.OutOfOrder => true,
        MigrationState.Changed => status.File is { IsRepeatable: true },
        _ => false,
    };
}
