using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Connections;
using PgMigrate.Connections;

namespace PgMigrate.Cmdlets;

/// <summary>Names the database that the following commands work on.</summary>
[Cmdlet(VerbsCommunications.Connect, "PgDatabase", DefaultParameterSetName = "ConnectionString")]
[OutputType(typeof(PgConnection))]
public sealed class ConnectPgDatabaseCommand : PgCmdlet
{
    /// <summary>
    /// Keywords as Npgsql or libpq spell them (<c>Host=db1;Database=app;Username=deploy</c>, <c>host=db1 dbname=app user=deploy</c>), or a URI
    /// (<c>postgresql://deploy@db1/app</c>).
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = "ConnectionString")]
    [ValidateNotNullOrEmpty]
    public string? ConnectionString { get; set; }

    /// <summary>An environment of <c>pgmigrate.json</c>, which is looked for in the present folder and the ones above it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Environment")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>A section of the connection service file (PGSERVICEFILE, <c>~/.pg_service.conf</c>).</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Service")]
    [ValidateNotNullOrEmpty]
    public string? Service { get; set; }

    /// <summary>Host name or address of the server, or the folder of its Unix socket.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Server")]
    [ValidateNotNullOrEmpty]
    public string? Server { get; set; }

    /// <summary>The server's port. Default: what the other values say, else 5432.</summary>
    [Parameter(ParameterSetName = "Server")]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>Takes the target from DATABASE_URL or from PGHOST, PGPORT, PGDATABASE, PGUSER and the other PG variables of the process.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "EnvironmentVariables")]
    public SwitchParameter UseEnvironmentVariables { get; set; }

    /// <summary>A connection that exists, such as that of a sandbox or of a database of Get-PgDatabase, to make it the current one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Connection", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public PgConnection? Connection { get; set; }

    /// <summary>The database's name, in place of the one that the other values say.</summary>
    [Parameter(ParameterSetName = "ConnectionString")]
    [Parameter(ParameterSetName = "Environment")]
    [Parameter(ParameterSetName = "Service")]
    [Parameter(ParameterSetName = "Server")]
    [Parameter(ParameterSetName = "EnvironmentVariables")]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>User name and password. Without it the password comes from the connection string, PGPASSWORD or a password file.</summary>
    [Parameter(ParameterSetName = "ConnectionString")]
    [Parameter(ParameterSetName = "Environment")]
    [Parameter(ParameterSetName = "Service")]
    [Parameter(ParameterSetName = "Server")]
    [Parameter(ParameterSetName = "EnvironmentVariables")]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// A script block that returns a token to log in with: text, a SecureString, or an object with a property Token, such as Get-AzAccessToken gives. It is
    /// run again whenever a session is opened, so that long runs outlive one token.
    /// </summary>
    [Parameter(ParameterSetName = "ConnectionString")]
    [Parameter(ParameterSetName = "Environment")]
    [Parameter(ParameterSetName = "Service")]
    [Parameter(ParameterSetName = "Server")]
    [Parameter(ParameterSetName = "EnvironmentVariables")]
    [ValidateNotNull]
    public ScriptBlock? TokenScript { get; set; }

    /// <summary>How long to wait for the server at each attempt, such as <c>15s</c>. Default: 15 s.</summary>
    [Parameter(ParameterSetName = "ConnectionString")]
    [Parameter(ParameterSetName = "Environment")]
    [Parameter(ParameterSetName = "Service")]
    [Parameter(ParameterSetName = "Server")]
    [Parameter(ParameterSetName = "EnvironmentVariables")]
    [Duration]
    public TimeSpan? ConnectTimeout { get; set; }

    /// <summary>Leaves the session's current connection as it is; use the output as -Connection, or pipe it.</summary>
    [Parameter]
    public SwitchParameter NotCurrent { get; set; }

    private protected override object? ErrorTarget => Environment ?? Service ?? Server;

    private protected override void Process()
    {
        var connection = Connection ?? Call((engine, events, token) => engine.Connections.ConnectAsync(Options(), events, token));
        RunspaceConnections.Here.Add(connection, makeCurrent: !NotCurrent);
        WriteObject(connection);
    }

    private ConnectOptions Options()
    {
        var options = new ConnectOptions
        {
            ConnectionString = ConnectionString,
            Environment = Environment,
            Service = Service,
            Host = Server,
            Port = Port,
            Database = Database,
            UserName = Credential?.UserName.TrimStart('\\'),
            Password = Credential is null ? null : new Secret(Credential.GetNetworkCredential().Password),
            Token = TokenScript is null ? null : new TokenScript(TokenScript).GetAsync,
            UseProcessEnvironment = UseEnvironmentVariables,
            StartFolder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
        };
        return ConnectTimeout is { } timeout ? options with { ConnectTimeout = timeout } : options;
    }
}
