using System.Management.Automation;
using PgMigrate.Cmdlets.Hosting;
using PgMigrate.Connections;
using PgMigrate.Errors;

namespace PgMigrate.Cmdlets;

/// <summary>Lists the databases of a server.</summary>
[Cmdlet(VerbsCommon.Get, "PgDatabase")]
[OutputType(typeof(PgDatabase))]
public sealed class GetPgDatabaseCommand : PgTargetCmdlet
{
    /// <summary>Only databases of these names; wildcards are allowed. Capitals count, as they do for the server.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Adds the templates and the databases that allow no connections.</summary>
    [Parameter]
    public SwitchParameter IncludeTemplate { get; set; }

    private protected override void Process(PgConnection connection)
    {
        var databases = Call((engine, events, token) =>
            engine.Connections.GetDatabasesAsync(connection, IncludeTemplate, events, token));
        var names = NameFilter.CaseSensitive(Name);
        WriteObject(databases.Where(d => names.IsMatch(d.Name)), enumerateCollection: true);
        foreach (var name in Name.Where(n => !WildcardPattern.ContainsWildcardCharacters(n) && !databases.Any(d => d.Name == n)))
        {
            WriteError(Record(NotFound(name, connection), name));
        }
    }

    private static PgMigrateException NotFound(string name, PgConnection connection) => new(new PgError
    {
        Id = ErrorIds.DatabaseNotFound,
        Kind = PgErrorKind.NotFound,
        What = $"There is no database \"{name}\" on {connection.Host}:{connection.Port}.",
        Next = "Get-PgDatabase without a name lists them; -IncludeTemplate adds the templates.",
        Database = connection.Target,
    });
}
