using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Hosting;
using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>Shows the log of what was done to a database.</summary>
[Cmdlet(VerbsCommon.Get, "PgMigrationHistory")]
[OutputType(typeof(MigrationHistoryEntry))]
public sealed class GetPgMigrationHistoryCommand : PgTargetCmdlet
{
    /// <summary>Only lines about these revisions; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RevisionCompleter))]
    public string[] Revision { get; set; } = [];

    /// <summary>Only the newest so many lines. Default: all.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? First { get; set; }

    /// <summary>Only the lines of this run.</summary>
    [Parameter]
    public Guid? Run { get; set; }

    /// <summary>The schema of the history tables. Default: the one that the environment names, else <c>pgmigrate</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SchemaCompleter))]
    public string? Schema { get; set; }

    private protected override void Process(PgConnection connection)
    {
        var schema = Schema ?? connection.Environment?.Schema ?? MigrationFolder.DefaultSchema;
        var filtered = Revision.Length > 0 || Run is not null;
        var limit = filtered ? 0 : First ?? 0;
        var names = NameFilter.Any(Revision);
        var entries = Call((engine, events, token) => engine.Migrations.GetHistoryAsync(connection, schema, limit, events, token))
            .Where(e => Run is null || e.RunId == Run)
            .Where(e => Revision.Length == 0 || (e.Revision is { } revision && names.IsMatch(revision)));
        WriteObject(First is { } first ? entries.Take(first) : entries, enumerateCollection: true);
    }
}
