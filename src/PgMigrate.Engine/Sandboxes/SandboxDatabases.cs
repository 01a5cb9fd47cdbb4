using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Sandboxes;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>Sandboxes that are a database on a server that was there already.</summary>
internal sealed class SandboxDatabases
{
    private readonly SandboxRegistry registry;

    public SandboxDatabases(SandboxRegistry registry) => this.registry = registry;

    public async Task<(SandboxRecord Record, TargetConnection Connection)> StartAsync(
        string id, SandboxOptions options, IEngineEvents events, CancellationToken cancellationToken)
    {
        var server = (TargetConnection)options.Server!;
        var name = options.Database ?? "sandbox_" + id;
        var settings = server.Settings.WithDatabase(name);
        using var starter = System.Diagnostics.Process.GetCurrentProcess();
        var record = new SandboxRecord
        {
            Id = id,
            Kind = SandboxKind.Database,
            Settings = settings.DriverText,
            Password = settings.StoredPassword?.Reveal(),
            MaintenanceDatabase = server.Database,
            ServerVersion = server.ServerVersion,
            ServerVersionNumber = server.ServerVersionNumber,
            StarterId = starter.Id,
            StarterStartedAt = new DateTimeOffset(starter.StartTime).ToUnixTimeSeconds(),
            StartedAt = DateTimeOffset.UtcNow,
        };

        // On record before it exists: what a killed start leaves behind can be found and stopped.
        registry.Save(record);
        try
        {
            await CreateAsync(server, name, options.Template, id, events, cancellationToken).ConfigureAwait(false);
            var connection = await ServerLook.ConnectAsync(settings, null, "sandbox " + id, events, cancellationToken).ConfigureAwait(false);
            record = record with { StarterId = 0, StarterStartedAt = 0 };
            registry.Save(record);
            events.Publish(new VerboseEvent($"The sandbox {id} is the database {connection.Target}."));
            return (record, connection);
        }
        catch (Exception)
        {
            await DropAsync(server, name, id, events, CancellationToken.None).ConfigureAwait(false);
            registry.Remove(id);
            throw;
        }
    }

    public async Task StopAsync(SandboxRecord record, TargetConnection sandbox, IEngineEvents events, CancellationToken cancellationToken)
    {
        var maintenance = new TargetConnection(
            sandbox.Settings.WithDatabase(record.MaintenanceDatabase!), ServerFacts.Unknown, null, "sandbox " + record.Id);
        await DropAsync(maintenance, sandbox.Database, record.Id, events, cancellationToken).ConfigureAwait(false);
        registry.Remove(record.Id);
    }

    /// <summary>Whether its database is still there; false also when the server cannot be asked.</summary>
    public static async Task<bool> IsThereAsync(SandboxRecord record, TargetConnection sandbox, IEngineEvents events, CancellationToken cancellationToken)
    {
        try
        {
            var session = await PgSession.OpenAsync(sandbox, SessionAccess.ReadOnly, "sandbox", events, cancellationToken).ConfigureAwait(false);
            await using var closing = session.ConfigureAwait(false);
            return await session.ScalarAsync<string>(
                new SqlCommandText("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"),
                cancellationToken).ConfigureAwait(false) is { } mark && string.Equals(mark, Mark(record.Id), StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is PgMigrateException or NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Makes a database and marks it as this sandbox's.</summary>
    public static async Task CreateAsync(
        TargetConnection server, string name, string? template, string id, IEngineEvents events, CancellationToken cancellationToken)
    {
        var session = await PgSession.OpenAsync(server, SessionAccess.Write, "sandbox", events, cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        try
        {
            var comment = await FormatAsync(session, "COMMENT ON DATABASE %I IS %L", name, Mark(id), cancellationToken).ConfigureAwait(false);
            var create = template is null
                ? await FormatAsync(session, "CREATE DATABASE %I", name, "", cancellationToken).ConfigureAwait(false)
                : await FormatAsync(session, "CREATE DATABASE %I TEMPLATE %I", name, template, cancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync(new SqlCommandText(create), cancellationToken).ConfigureAwait(false);

            // From here on it exists, and without its mark nobody would drop it.
            await session.ExecuteAsync(new SqlCommandText(comment), CancellationToken.None).ConfigureAwait(false);
        }
        catch (NpgsqlException failure)
        {
            var error = ServerErrors.ToError(failure, server);
            throw new PgMigrateException(
                error with { Id = ErrorIds.SandboxStartFailed, What = $"The database \"{name}\" could not be made. {error.What}", Next = NextFor(error.SqlState) }, failure);
        }
    }

    // Only a database with our mark is dropped: somebody may have dropped the sandbox and used its name again.
    private static async Task DropAsync(TargetConnection server, string name, string id, IEngineEvents events, CancellationToken cancellationToken)
    {
        var session = await PgSession.OpenAsync(server, SessionAccess.Write, "sandbox", events, cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        try
        {
            var ours = await session.ScalarAsync<bool>(
                new SqlCommandText("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND shobj_description(oid, 'pg_database') = $2)", name, Mark(id)),
                cancellationToken).ConfigureAwait(false);
            if (ours)
            {
                var drop = await FormatAsync(session, "DROP DATABASE IF EXISTS %I WITH (FORCE)", name, "", cancellationToken).ConfigureAwait(false);
                await session.ExecuteAsync(new SqlCommandText(drop), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (NpgsqlException failure)
        {
            throw new PgMigrateException(ServerErrors.ToError(failure, server), failure);
        }
    }

    private static string Mark(string id) => "PgMigrate sandbox " + id;

    // The server quotes names better than anybody.
    private static async Task<string> FormatAsync(
        PgSession session, string format, string first, string second, CancellationToken cancellationToken) =>
        (await session.ScalarAsync<string>(new SqlCommandText("SELECT format($1, $2, $3)", format, first, second), cancellationToken).ConfigureAwait(false))!;

    private static string NextFor(string? sqlState) => sqlState switch
    {
        PostgresErrorCodes.DuplicateDatabase => "Give another name, or none: then a new one is made.",
        PostgresErrorCodes.ObjectInUse => "End the sessions of the template database, or copy another one.",
        PostgresErrorCodes.InvalidCatalogName => "Check the name of the template; it is case sensitive.",
        PostgresErrorCodes.InsufficientPrivilege => "Connect as a role with the right CREATEDB.",
        _ => "Correct what the server names, then try again.",
    };
}
