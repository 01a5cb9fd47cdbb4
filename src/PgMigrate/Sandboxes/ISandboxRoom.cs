using PgMigrate.Events;

namespace PgMigrate.Sandboxes;

/// <summary>Disposable PostgreSQL servers and databases. Sandboxes are known per machine user, across processes.</summary>
public interface ISandboxRoom
{
    /// <summary>Starts one and waits until it answers. When it fails nothing is left behind.</summary>
    /// <exception cref="Errors.PgMigrateException">ServerBinariesNotFound, SandboxStartFailed (with the end of the server's log).</exception>
    Task<PgSandbox> StartAsync(SandboxOptions options, IEngineEvents events, CancellationToken cancellationToken);

    /// <summary>The sandboxes of this user on this machine, oldest first, those found dead included.</summary>
    Task<IReadOnlyList<PgSandbox>> GetAsync(IEngineEvents events, CancellationToken cancellationToken);

    /// <summary>Stops it and removes its files, or drops its database, whoever is still connected. Refuses what Start did not make.</summary>
    /// <exception cref="Errors.PgMigrateException">SandboxNotFound.</exception>
    Task StopAsync(string id, IEngineEvents events, CancellationToken cancellationToken);
}
