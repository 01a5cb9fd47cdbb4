namespace PgMigrate.Connections;

/// <summary>
/// How to reach a database, as the user gave it. Sources in falling precedence: the single values below,
/// <see cref="ConnectionString"/>, <see cref="Environment"/>, then, only where <see cref="UseProcessEnvironment"/> says so,
/// DATABASE_URL and the PG* variables. Passwords come from <see cref="Password"/>, <see cref="Token"/>, the connection
/// string, PGPASSWORD or a password file (PGPASSFILE, ~/.pgpass).
/// </summary>
public sealed record ConnectOptions
{
    /// <summary>Keywords as Npgsql or libpq spell them (<c>Host=…;Database=…</c> or <c>host=… dbname=…</c>), or a <c>postgresql://</c> URI (PostgreSQL documentation, section 34.1.1).</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The name of an environment of <c>pgmigrate.json</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>Where the search for <c>pgmigrate.json</c> starts: this folder, its parent, and so on to the root. Full path.</summary>
    public string? StartFolder { get; init; }

    /// <summary>A section of the connection service file (PGSERVICEFILE, ~/.pg_service.conf).</summary>
    public string? Service { get; init; }

    public string? Host { get; init; }

    public int? Port { get; init; }

    public string? Database { get; init; }

    public string? UserName { get; init; }

    public Secret? Password { get; init; }

    /// <summary>Gives a fresh token each time a session is opened (cloud identities). Called from any thread, one call at a time.</summary>
    public Func<CancellationToken, Task<Secret>>? Token { get; init; }

    /// <summary>True to let DATABASE_URL and PG* name the target when nothing else does. Off by default: nothing that writes has a default target.</summary>
    public bool UseProcessEnvironment { get; init; }

    /// <summary>Time to wait for the server, per attempt. Default 15 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>application_name; default <c>PgMigrate</c>.</summary>
    public string ApplicationName { get; init; } = "PgMigrate";
}
