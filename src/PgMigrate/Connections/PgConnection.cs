namespace PgMigrate.Connections;

/// <summary>
/// A database that was reached and looked at: the thing that all other commands take as their target. It holds no
/// session open; each command opens what it needs. It carries no secret that can be read from outside the engine.
/// </summary>
public abstract class PgConnection
{
    /// <summary>Unique in this process.</summary>
    public abstract Guid Id { get; }

    public abstract string Host { get; }

    public abstract int Port { get; }

    public abstract string Database { get; }

    public abstract string UserName { get; }

    /// <summary>The environment of pgmigrate.json that it was made from; null when there was none.</summary>
    public abstract PgEnvironment? Environment { get; }

    /// <summary>True when the environment says <c>"production": true</c>.</summary>
    public bool Production => Environment?.Production ?? false;

    /// <summary>server_version_num, for example 150018.</summary>
    public abstract int ServerVersionNumber { get; }

    /// <summary>server_version, for example "15.18".</summary>
    public abstract string ServerVersion { get; }

    /// <summary>True while the server is a standby (pg_is_in_recovery).</summary>
    public abstract bool IsStandby { get; }

    /// <summary>True when new transactions are read only by default (default_transaction_read_only), or the server is a standby.</summary>
    public abstract bool IsReadOnly { get; }

    /// <summary>UTC.</summary>
    public abstract DateTimeOffset ConnectedAt { get; }

    /// <summary>Where the target came from: "connection string", "environment staging", "DATABASE_URL" and so on.</summary>
    public abstract string Source { get; }

    /// <summary>True after Disconnect: commands then refuse it.</summary>
    public abstract bool IsClosed { get; }

    /// <summary><c>host:port/database</c>, as errors and events name it.</summary>
    public string Target => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Host}:{Port}/{Database}");

    public override string ToString() => Target;
}
