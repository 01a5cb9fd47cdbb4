using System.Management.Automation;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Connections;
using PgMigrate.Connections;
using PgMigrate.Errors;

namespace PgMigrate.Cmdlets;

/// <summary>A cmdlet that works on a database: one that is given, piped, or the runspace's current one.</summary>
public abstract class PgTargetCmdlet : PgCmdlet
{
    private PgConnection? target;

    /// <summary>
    /// The database to work on, as Connect-PgDatabase gives it. Databases of Get-PgDatabase and sandboxes can be piped in as well.
    /// Default: the current connection of this PowerShell session.
    /// </summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public PgConnection? Connection { get; set; }

    /// <summary>
    /// The database to work on, as a connection string (<c>Host=…;Database=…</c>), as libpq keywords (<c>host=… dbname=…</c>) or as a
    /// <c>postgresql://</c> URI. Leave the password to a password file, PGPASSWORD or Connect-PgDatabase -Credential.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConnectionString { get; set; }

    /// <summary>
    /// An environment of <c>pgmigrate.json</c>, which is looked for in the present folder and the ones above it. It says which database, and
    /// may name the folder, the history schema, variables and time limits. Together with -ConnectionString it gives the settings only.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    private protected override object? ErrorTarget => target ?? Connection;

    /// <summary>Does the work on one database.</summary>
    private protected abstract void Process(PgConnection connection);

    private protected override void Process()
    {
        target = null;
        target = FindTarget();
        Process(target);
    }

    /// <summary>Where to look for pgmigrate.json.</summary>
    private protected virtual string StartFolder => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>False where the record that came down the pipeline names no connection of its own, but may be without one.</summary>
    private protected virtual bool PipedRecordNeedsConnection => true;

    private protected PgConnection FindTarget()
    {
        var named = ConnectionString is not null || Environment is not null;
        if (Connection is not null)
        {
            return named && !MyInvocation.ExpectingInput
                ? throw Invalid(
                    "-Connection names one database, and -ConnectionString or -Environment another.",
                    "Give only one of them.")
                : Connection;
        }

        if (named)
        {
            return Call((engine, events, token) => engine.Connections.ConnectAsync(
                new ConnectOptions { ConnectionString = ConnectionString, Environment = Environment, StartFolder = StartFolder }, events, token));
        }

        // A piped object without a connection must not send its work to whatever is current: a sandbox that is no longer
        // running has none, for example.
        if (MyInvocation.ExpectingInput && PipedRecordNeedsConnection)
        {
            throw Missing("The piped object holds no connection.");
        }

        return RunspaceConnections.Here.Current ?? throw Missing("No database was named, and this PowerShell session has no current connection.");
    }

    private static PgMigrateException Missing(string what) => new(new PgError
    {
        Id = ErrorIds.TargetMissing,
        Kind = PgErrorKind.InvalidArgument,
        What = what,
        Next = "Run Connect-PgDatabase first, pipe a connection in, or give -Connection, -ConnectionString or -Environment.",
    });

    private static PgMigrateException Invalid(string what, string next) => new(new PgError
    {
        Id = ErrorIds.TargetInvalid,
        Kind = PgErrorKind.InvalidArgument,
        What = what,
        Next = next,
    });
}
