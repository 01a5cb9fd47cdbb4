using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Connections;
using PgMigrate.Cmdlets.Hosting;
using PgMigrate.Cmdlets.Sandboxes;
using PgMigrate.Connections;
using PgMigrate.Errors;
using PgMigrate.Sandboxes;

namespace PgMigrate.Cmdlets;

/// <summary>Stops a sandbox and removes it with everything in it.</summary>
[Cmdlet(VerbsLifecycle.Stop, "PgSandbox", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = "Id")]
public sealed class StopPgSandboxCommand : PgCmdlet
{
    /// <summary>The sandboxes to stop; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Id")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>A sandbox as Start-PgSandbox or Get-PgSandbox gave it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    [ValidateNotNull]
    public PgSandbox? InputObject { get; set; }

    private protected override object? ErrorTarget => InputObject;

    private protected override void Process()
    {
        if (InputObject is not null)
        {
            Stop(InputObject);
            return;
        }

        var sandboxes = Call((engine, events, token) => engine.Sandboxes.GetAsync(events, token));
        var ids = NameFilter.Any(Id);
        foreach (var sandbox in sandboxes.Where(s => ids.IsMatch(s.Id)))
        {
            StopOne(sandbox);
        }

        foreach (var id in SandboxNames.Missing(Id, sandboxes))
        {
            WriteError(Record(SandboxNames.NotFound(id), id));
        }
    }

    // One that fails does not keep the others alive.
    private void StopOne(PgSandbox sandbox)
    {
        try
        {
            Stop(sandbox);
        }
        catch (PgMigrateException e) when (e.Error.Id != ErrorIds.ConfirmationImpossible)
        {
            WriteError(Record(e, sandbox));
        }
    }

    private void Stop(PgSandbox sandbox)
    {
        var what = sandbox.Kind == SandboxKind.Server
            ? $"Stop the sandbox server {sandbox.Id} at {sandbox.Host}:{sandbox.Port} and remove it with its data."
            : $"Drop the sandbox database \"{sandbox.Database}\" ({sandbox.Id}) at {sandbox.Host}:{sandbox.Port}.";
        if (!Confirmed(what, what))
        {
            return;
        }

        Call((engine, events, token) => engine.Sandboxes.StopAsync(sandbox.Id, events, token));
        foreach (var connection in RunspaceConnections.Here.Open.Where(c => IsOf(c, sandbox)))
        {
            Engine.Connections.Disconnect(connection);
            RunspaceConnections.Here.Remove(connection);
        }
    }

    // A connection to what is gone would be the current one until the next command fails on it.
    private static bool IsOf(PgConnection connection, PgSandbox sandbox) =>
        connection.Port == sandbox.Port
        && string.Equals(connection.Host, sandbox.Host, StringComparison.OrdinalIgnoreCase)
        && (sandbox.Kind == SandboxKind.Server || string.Equals(connection.Database, sandbox.Database, StringComparison.Ordinal));
}
