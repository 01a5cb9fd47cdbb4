using System.Globalization;
using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Sandboxes;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>Sandboxes that are a server of their own.</summary>
internal sealed class ServerSandboxes
{
    private const string UserName = "postgres";
    private const int PortAttempts = 10;

    private readonly SandboxRegistry registry;

    public ServerSandboxes(SandboxRegistry registry) => this.registry = registry;

    public async Task<(SandboxRecord Record, TargetConnection Connection)> StartAsync(
        string id, SandboxOptions options, IEngineEvents events, CancellationToken cancellationToken)
    {
        var binaries = await ServerBinaries.FindAsync(options.BinaryFolder, options.Version, cancellationToken).ConfigureAwait(false);
        var account = FindAccount();
        using var starter = System.Diagnostics.Process.GetCurrentProcess();
        var password = SandboxName.NewPassword();
        var record = new SandboxRecord
        {
            Id = id,
            Kind = SandboxKind.Server,
            Settings = "",
            Password = password,
            Folder = Path.Combine(TemporaryFolder(account), "pgmigrate-" + id),
            BinaryFolder = binaries.Folder,
            StarterId = starter.Id,
            StarterStartedAt = new DateTimeOffset(starter.StartTime).ToUnixTimeSeconds(),
            StartedAt = DateTimeOffset.UtcNow,
        };

        // On record before anything exists: what a killed start leaves behind can be found and stopped.
        registry.Save(record);
        var server = new SandboxServer(record.Folder, binaries, account);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        try
        {
            events.Publish(new VerboseEvent($"Making a server of PostgreSQL {binaries.Version} ({binaries.Folder}) in {record.Folder}."));
            await server.CreateAsync(UserName, password, limit.Token).ConfigureAwait(false);
            var port = await StartOnFreePortAsync(server, options, limit.Token).ConfigureAwait(false);
            var connection = await OpenAsync(options.Database ?? "sandbox", port, password, id, events, limit.Token).ConfigureAwait(false);
            var file = PostmasterFile.Read(server.DataFolder) ?? throw SandboxErrors.StartFailed("the server ended at once.", "Read its log.");
            record = record with
            {
                Settings = connection.Settings.DriverText,
                ServerVersion = connection.ServerVersion,
                ServerVersionNumber = connection.ServerVersionNumber,
                ProcessId = file.ProcessId,
                ProcessStartedAt = file.StartedAt,
                StarterId = 0,
                StarterStartedAt = 0,
            };
            registry.Save(record);
            events.Publish(new VerboseEvent($"The sandbox {id} listens on {connection.Target}."));
            return (record, connection);
        }
        catch (Exception failure)
        {
            await RemoveAsync(record, server, events).ConfigureAwait(false);
            if (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw SandboxErrors.StartFailed(
                    string.Create(CultureInfo.InvariantCulture, $"it took more than {options.Timeout.TotalSeconds:0.#} s."), "Allow it more time.", inner: failure);
            }

            throw;
        }
    }

    public async Task StopAsync(SandboxRecord record, IEngineEvents events)
    {
        var server = new SandboxServer(record.Folder!, new ServerBinaries(record.BinaryFolder!, 0, ""), FindAccount());
        await RemoveAsync(record, server, events).ConfigureAwait(false);
    }

    /// <summary>Runs to its end whoever cancels: half a removal is what nobody wants.</summary>
    private async Task RemoveAsync(SandboxRecord record, SandboxServer server, IEngineEvents events)
    {
        if (PostmasterFile.Read(server.DataFolder) is { } file && file.IsAlive())
        {
            events.Publish(new VerboseEvent($"Stopping the server of sandbox {record.Id} (process {file.ProcessId})."));
            await server.StopAsync(events, CancellationToken.None).ConfigureAwait(false);
        }

        await SandboxServer.RemoveFolderAsync(record.Folder!).ConfigureAwait(false);
        registry.Remove(record.Id);
    }

    private static async Task<int> StartOnFreePortAsync(SandboxServer server, SandboxOptions options, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = options.Port ?? FreePort.Find();
            if (await server.TryStartAsync(SandboxConfiguration.From(options, port), options.Timeout, cancellationToken).ConfigureAwait(false))
            {
                return port;
            }

            if (options.Port is not null || attempt == PortAttempts)
            {
                throw SandboxErrors.StartFailed(
                    string.Create(CultureInfo.InvariantCulture, $"port {port} of 127.0.0.1 is taken."), "Give another port, or none: then a free one is found.");
            }
        }
    }

    /// <summary>Makes the database and connects to it.</summary>
    private static async Task<TargetConnection> OpenAsync(
        string database, int port, string password, string id, IEngineEvents events, CancellationToken cancellationToken)
    {
        var driver = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Username = UserName, Database = "postgres", SslMode = SslMode.Disable };
        var settings = new SessionSettings(driver, "PgMigrate", new Secret(password), null);
        if (!string.Equals(database, "postgres", StringComparison.Ordinal))
        {
            var maintenance = await ServerLook.ConnectAsync(settings, null, "sandbox " + id, events, cancellationToken).ConfigureAwait(false);
            await SandboxDatabases.CreateAsync(maintenance, database, null, id, events, cancellationToken).ConfigureAwait(false);
        }

        return await ServerLook.ConnectAsync(settings.WithDatabase(database), null, "sandbox " + id, events, cancellationToken).ConfigureAwait(false);
    }

    private static ServerAccount FindAccount()
    {
        try
        {
            return ServerAccount.Find();
        }
        catch (InvalidOperationException failure)
        {
            throw SandboxErrors.StartFailed(failure.Message, "Run this as a user other than root.", inner: failure);
        }
    }

    // A temporary folder of root's own is closed to the account that the server runs under.
    private static string TemporaryFolder(ServerAccount account)
    {
        var folder = Path.GetTempPath();
        const UnixFileMode Open = UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return account.IsOther && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & Open) != Open ? "/tmp" : folder;
    }
}
