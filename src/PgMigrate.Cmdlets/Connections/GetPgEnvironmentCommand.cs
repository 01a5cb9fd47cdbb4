using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Hosting;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Connections;
using PgMigrate.Errors;

namespace PgMigrate.Cmdlets;

/// <summary>Lists the environments of pgmigrate.json.</summary>
[Cmdlet(VerbsCommon.Get, "PgEnvironment")]
[OutputType(typeof(PgEnvironment))]
public sealed class GetPgEnvironmentCommand : PgCmdlet
{
    /// <summary>Only environments of these names; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Where the search for <c>pgmigrate.json</c> starts: this folder, then the one above it, and so on. Default: the present location.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    private protected override void Process()
    {
        var environments = Engine.Connections.GetEnvironments(FolderPath.Resolve(this, null, LiteralPath ?? ".", null));
        var names = NameFilter.Any(Name);
        WriteObject(environments.Where(e => names.IsMatch(e.Name)), enumerateCollection: true);
        foreach (var name in Name.Where(n => !WildcardPattern.ContainsWildcardCharacters(n)
            && !environments.Any(e => string.Equals(e.Name, n, StringComparison.OrdinalIgnoreCase))))
        {
            WriteError(Record(NotFound(name), name));
        }
    }

    private static PgMigrateException NotFound(string name) => new(new PgError
    {
        Id = ErrorIds.EnvironmentNotFound,
        Kind = PgErrorKind.NotFound,
        What = $"No pgmigrate.json in this folder or above it holds an environment '{name}'.",
        Next = "Get-PgEnvironment without a name lists them; -LiteralPath starts the search elsewhere.",
    });
}
