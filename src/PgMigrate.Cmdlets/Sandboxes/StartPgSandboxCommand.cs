using System.Collections;
using System.Management.Automation;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Connections;
using PgMigrate.Sandboxes;

namespace PgMigrate.Cmdlets;

/// <summary>Starts a disposable PostgreSQL server, or makes a disposable database.</summary>
[Cmdlet(VerbsLifecycle.Start, "PgSandbox", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PgSandbox))]
public sealed class StartPgSandboxCommand : PgCmdlet
{
    /// <summary>Makes a database on this server instead of starting one. It is never the current connection unless it is given here.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public PgConnection? Connection { get; set; }

    /// <summary>The major version of PostgreSQL, such as 17. Default: the newest found.</summary>
    [Parameter]
    [ValidateRange(13, 99)]
    public int? Version { get; set; }

    /// <summary>The folder that holds initdb, pg_ctl and postgres. Default: PATH and the usual places of the system are searched.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BinaryPath { get; set; }

    /// <summary>The port on 127.0.0.1. Default: a free one.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>The database to make and to connect to. Default: <c>sandbox</c> on a server of its own, <c>sandbox_</c> and the id on a given one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>A database of the given server to copy; nobody may be connected to it. Only with -Connection.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Template { get; set; }

    /// <summary>Further settings of the server, as a hashtable: <c>@{ wal_level = 'logical' }</c>.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Setting { get; set; }

    /// <summary>Keeps fsync on, to measure as on a real server. Off by default: a sandbox outlives no crash.</summary>
    [Parameter]
    public SwitchParameter Durable { get; set; }

    /// <summary>How long the start may take, such as <c>60s</c>. Default: 60 s.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Timeout { get; set; }

    private protected override object? ErrorTarget => Connection;

    private protected override void Process()
    {
        var what = Connection is null ? "Start a sandbox server." : $"Make a sandbox database on {Connection.Host}:{Connection.Port}.";
        if (Confirmed(what, what))
        {
            WriteObject(Call((engine, events, token) => engine.Sandboxes.StartAsync(Options(), events, token)));
        }
    }

    private SandboxOptions Options()
    {
        var options = new SandboxOptions
        {
            Server = Connection,
            Database = Database,
            Template = Template,
            Version = Version,
            BinaryFolder = BinaryPath is null ? null : GetUnresolvedProviderPathFromPSPath(BinaryPath),
            Port = Port,
            Settings = TextTable.Merge(null, Setting),
            Durable = Durable,
        };
        return Timeout is { } timeout ? options with { Timeout = timeout } : options;
    }
}
