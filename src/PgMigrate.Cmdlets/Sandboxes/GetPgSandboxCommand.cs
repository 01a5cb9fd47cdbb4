using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Hosting;
using PgMigrate.Cmdlets.Sandboxes;
using PgMigrate.Sandboxes;

namespace PgMigrate.Cmdlets;

/// <summary>Lists the sandboxes of this user on this machine.</summary>
[Cmdlet(VerbsCommon.Get, "PgSandbox")]
[OutputType(typeof(PgSandbox))]
public sealed class GetPgSandboxCommand : PgCmdlet
{
    /// <summary>Only these sandboxes; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    public string[] Id { get; set; } = [];

    private protected override void Process()
    {
        var sandboxes = Call((engine, events, token) => engine.Sandboxes.GetAsync(events, token));
        var ids = NameFilter.Any(Id);
        WriteObject(sandboxes.Where(s => ids.IsMatch(s.Id)), enumerateCollection: true);
        foreach (var id in SandboxNames.Missing(Id, sandboxes))
        {
            WriteError(Record(SandboxNames.NotFound(id), id));
        }
    }
}
