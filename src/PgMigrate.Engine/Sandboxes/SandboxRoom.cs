using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;

using PgMigrate.Events;
using PgMigrate.Sandboxes;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>Disposable servers and databases.</summary>
internal sealed class SandboxRoom : ISandboxRoom
{
    private readonly SandboxRegistry registry;
    private readonly ServerSandboxes servers;
    private readonly SandboxDatabases databases;

    public SandboxRoom()
        : this(SandboxRegistry.DefaultFolder)
    {
    }

    internal SandboxRoom(string registryFolder)
    {
        registry = new SandboxRegistry(registryFolder);
        servers = new ServerSandboxes(registry);
        databases = new SandboxDatabases(registry);
    }

    public async Task<PgSandbox> StartAsync(SandboxOptions options, IEngineEvents events, CancellationToken cancellationToken)
    {
        var id = SandboxName.NewId();
        var (record, connection) = options.Server is null
            ? await servers.StartAsync(id, options, events, cancellationToken).ConfigureAwait(false)
            : await databases.StartAsync(id, options, events, cancellationToken).ConfigureAwait(false);
        return Describe(record, connection, isRunning: true);
    }

    public async Task<IReadOnlyList<PgSandbox>> GetAsync(IEngineEvents events, CancellationToken cancellationToken)
    {
        var sandboxes = new List<PgSandbox>();
        foreach (var record in registry.All().Where(record => !record.IsBeingStarted()))
        {
            var connection = Connection(record);
            var isRunning = record.Kind == SandboxKind.Server
                ? record.IsServerAlive()
                : await SandboxDatabases.IsThereAsync(record, connection!, events, cancellationToken).ConfigureAwait(false);
            sandboxes.Add(Describe(record, connection, isRunning));
        }

        return sandboxes;
    }

    public async Task StopAsync(string id, IEngineEvents events, CancellationToken cancellationToken)
    {
        var record = registry.Find(id);
        if (record is null || record.IsBeingStarted())
        {
            throw SandboxErrors.NotFound(id);
        }

        if (record.Kind == SandboxKind.Server)
        {
            await servers.StopAsync(record, events).ConfigureAwait(false);
        }
        else
        {
            await databases.StopAsync(record, Connection(record)!, events, cancellationToken).ConfigureAwait(false);
        }
    }

    private static TargetConnection? Connection(SandboxRecord record)
    {
        if (record.Settings.Length == 0)
        {
            return null;
        }

        var settings = new SessionSettings(
            new NpgsqlConnectionStringBuilder(record.Settings), "PgMigrate", record.Password is null ? null : new Secret(record.Password), null);
        return new TargetConnection(
            settings, new ServerFacts(record.ServerVersionNumber, record.ServerVersion, false, false), null, "sandbox " + record.Id);
    }

    private static PgSandbox Describe(SandboxRecord record, TargetConnection? connection, bool isRunning) => new()
    {
        Id = record.Id,
        Kind = record.Kind,
        Host = connection?.Host ?? "127.0.0.1",
        Port = connection?.Port ?? 0,
        Database = connection?.Database ?? "",
        UserName = connection?.UserName ?? "",
        ServerVersion = record.ServerVersion,
        DataFolder = record.DataFolder,
        BinaryFolder = record.BinaryFolder,
        ProcessId = record.Kind == SandboxKind.Server && record.ProcessId != 0 ? record.ProcessId : null,
        StartedAt = record.StartedAt,
        IsRunning = isRunning,
        Connection = isRunning ? connection : null,
    };
}
