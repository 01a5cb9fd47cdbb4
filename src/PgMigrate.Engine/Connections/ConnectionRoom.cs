using PgMigrate.Connections;
using PgMigrate.Engine.Connections.Environments;
using PgMigrate.Engine.Connections.Targets;
using PgMigrate.Events;

namespace PgMigrate.Engine.Connections;

/// <summary>Targets, credentials, environments.</summary>
internal sealed class ConnectionRoom : IConnectionRoom
{
    public async Task<PgConnection> ConnectAsync(ConnectOptions options, IEngineEvents events, CancellationToken cancellationToken)
    {
        var target = TargetResolver.Resolve(options, events);
        var connection = await HostSearch.ConnectAsync(target, events, cancellationToken).ConfigureAwait(false);
        events.Publish(new VerboseEvent(
            $"Connected to {connection.Target} as {connection.UserName}, PostgreSQL {connection.ServerVersion} (target from: {connection.Source})."));
        return connection;
    }

    public void Disconnect(PgConnection connection) => ((TargetConnection)connection).Close();

    public Task<IReadOnlyList<PgDatabase>> GetDatabasesAsync(
        PgConnection connection, bool includeTemplates, IEngineEvents events, CancellationToken cancellationToken) =>
        DatabaseQuery.ReadAsync((TargetConnection)connection, includeTemplates, events, cancellationToken);

    public IReadOnlyList<PgEnvironment> GetEnvironments(string startFolder) => EnvironmentFile.Read(startFolder);
}
