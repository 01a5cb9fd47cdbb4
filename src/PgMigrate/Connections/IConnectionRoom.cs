using PgMigrate.Events;

namespace PgMigrate.Connections;

/// <summary>Targets, credentials, environments.</summary>
public interface IConnectionRoom
{
    /// <summary>Resolves the options, opens a session, looks at the server, and closes the session again.</summary>
    /// <exception cref="Errors.PgMigrateException">
    /// TargetMissing, TargetInvalid, EnvironmentNotFound, EnvironmentFileInvalid, ServerUnreachable, ServerStarting, DatabaseNotFound,
    /// LoginFailed, TokenFailed, TooManyConnections, ServerVersionUnsupported.
    /// </exception>
    Task<PgConnection> ConnectAsync(ConnectOptions options, IEngineEvents events, CancellationToken cancellationToken);

    /// <summary>Marks the connection closed; commands refuse it from now on. Doing it twice is no error.</summary>
    void Disconnect(PgConnection connection);

    /// <summary>The server's databases, by name. <paramref name="includeTemplates"/> adds the templates and those that allow no connections.</summary>
    Task<IReadOnlyList<PgDatabase>> GetDatabasesAsync(
        PgConnection connection, bool includeTemplates, IEngineEvents events, CancellationToken cancellationToken);

    /// <summary>The environments that a search from <paramref name="startFolder"/> upwards finds, by name; empty when there is no file.</summary>
    /// <exception cref="Errors.PgMigrateException">EnvironmentFileInvalid, with line and column where they are known.</exception>
    IReadOnlyList<PgEnvironment> GetEnvironments(string startFolder);
}
