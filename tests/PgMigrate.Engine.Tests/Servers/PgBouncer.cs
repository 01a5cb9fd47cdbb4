using System.Diagnostics;
using System.Globalization;
using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Engine.Sandboxes;

namespace PgMigrate.Engine.Tests.Servers;

/// <summary>A real PgBouncer in front of a test server, for the length of one test.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly TestServer server;
    private readonly Process process;
    private readonly string folder;
    private readonly int port;

    private PgBouncer(TestServer server, Process process, string folder, int port)
    {
        this.server = server;
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    public static async Task<PgBouncer> StartAsync(TestServer server, string poolMode, int poolSize, bool roundRobin)
    {
        var program = new[] { "/usr/sbin", "/usr/bin" }
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(entry => Path.Combine(entry, "pgbouncer"))
            .FirstOrDefault(File.Exists);
        Skip.If(program is null, "pgbouncer is not installed (Debian and Ubuntu: apt-get install pgbouncer)");

        var port = FreePort.Find();
        var folder = Directory.CreateTempSubdirectory("pgmigrate-bouncer-").FullName;
        var user = server.Connection.UserName;
        await File.WriteAllTextAsync(Path.Combine(folder, "users"), $"\"{user}\" \"{server.Password}\"\n");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "ini"),
            string.Create(CultureInfo.InvariantCulture, $"""
                [databases]
                * = host={server.Connection.Host} port={server.Connection.Port}
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                unix_socket_dir =
                auth_type = plain
                auth_file = {folder}/users
                pool_mode = {poolMode}
                default_pool_size = {poolSize}
                server_round_robin = {(roundRobin ? 1 : 0)}
                admin_users = {user}
                """));

        // PgBouncer refuses root as well; its files hold the password of a throw-away server.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            foreach (var file in Directory.GetFiles(folder))
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            }
        }

        var commandLine = ServerAccount.Find().CommandLine(program!, "-q", Path.Combine(folder, "ini"));
        var process = Process.Start(new ProcessStartInfo(commandLine[0], commandLine.Skip(1)) { WorkingDirectory = "/", RedirectStandardError = true, RedirectStandardOutput = true })!;
        var bouncer = new PgBouncer(server, process, folder, port);
        await bouncer.WaitAsync();
        return bouncer;
    }

    public ConnectOptions Options(string database) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Database = database,
        UserName = server.Connection.UserName,
        Password = new Secret(server.Password),
    };

    /// <summary>Makes the pool open all its server connections, by that many transactions at once.</summary>
    public Task WarmUpAsync(string database, int connections) => SettingsOfEachProcessAsync(database, connections);

    /// <summary>What each server process of the pool has set.</summary>
    public async Task<IReadOnlyList<string>> SettingsOfEachProcessAsync(string database, int connections)
    {
        var open = new List<NpgsqlConnection>();
        var settings = new List<string>();
        try
        {
            for (var i = 0; i < connections; i++)
            {
                var connection = new NpgsqlConnection(ConnectionString(database));
                await connection.OpenAsync();
                open.Add(connection);
                await using var begin = new NpgsqlCommand("BEGIN", connection);
                await begin.ExecuteNonQueryAsync();
                await using var command = new NpgsqlCommand(
                    "SELECT concat_ws(' ', current_setting('default_transaction_read_only'), current_setting('statement_timeout'), current_setting('lock_timeout'))", connection);
                settings.Add((string)(await command.ExecuteScalarAsync())!);
            }

            foreach (var connection in open)
            {
                await using var end = new NpgsqlCommand("ROLLBACK", connection);
                await end.ExecuteNonQueryAsync();
            }
        }
        finally
        {
            foreach (var connection in open)
            {
                await connection.DisposeAsync();
            }
        }

        return settings;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Database = database,
        Username = server.Connection.UserName,
        Password = server.Password,
        Pooling = false,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    private async Task WaitAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 200 && !process.HasExited)
            {
                await Task.Delay(20);
            }
        }
    }
}
