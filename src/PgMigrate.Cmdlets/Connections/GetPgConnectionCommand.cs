using System.Management.Automation;
using PgMigrate.Cmdlets.Connections;
using PgMigrate.Connections;

namespace PgMigrate.Cmdlets;

/// <summary>Lists the connections of this PowerShell session.</summary>
[Cmdlet(VerbsCommon.Get, "PgConnection")]
[OutputType(typeof(PgConnection))]
public sealed class GetPgConnectionCommand : PgCmdlet
{
    /// <summary>Only the current one: what a command works on that is given no other.</summary>
    [Parameter]
    public SwitchParameter Current { get; set; }

    private protected override void Process()
    {
        var connections = RunspaceConnections.Here;
        if (!Current)
        {
            WriteObject(connections.Open, enumerateCollection: true);
        }
        else if (connections.Current is { } current)
        {
            WriteObject(current);
        }
    }
}
