using System.Management.Automation;
using PgMigrate.Cmdlets.Connections;
using PgMigrate.Connections;
using PgMigrate.Errors;

namespace PgMigrate.Cmdlets;

/// <summary>Closes a connection.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "PgDatabase")]
public sealed class DisconnectPgDatabaseCommand : PgCmdlet
{
    /// <summary>The connection to close. Default: the current one of this PowerShell session.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public PgConnection? Connection { get; set; }

    private protected override object? ErrorTarget => Connection;

    private protected override void Process()
    {
        var connections = RunspaceConnections.Here;
        var connection = Connection ?? (MyInvocation.ExpectingInput ? null : connections.Current) ?? throw new PgMigrateException(new PgError
        {
            Id = ErrorIds.TargetMissing,
            Kind = PgErrorKind.InvalidArgument,
            What = "This PowerShell session has no current connection.",
            Next = "Nothing needs to be closed; or give -Connection. Get-PgConnection lists what is open.",
        });
        Engine.Connections.Disconnect(connection);
        connections.Remove(connection);
        WriteVerbose($"{connection.Target}: disconnected.");
    }
}
