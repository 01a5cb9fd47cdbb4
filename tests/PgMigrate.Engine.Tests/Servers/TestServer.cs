using System.Collections.Concurrent;
using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Events;

namespace PgMigrate.Engine.Tests.Servers;

/// <summary>
/// A real server, shared by all tests of a run and started when the first asks for it: the one named in PGMIGRATE_TEST_SERVER (a
/// connection string of a superuser), else a sandbox from local binaries, else a container where Docker runs. Tests that need
/// one are <c>[SkippableFact]</c>: without any server they are skipped, and say why.
/// </summary>
internal sealed class TestServer
{
    public const string Variable = "PGMIGRATE_TEST_SERVER";

    private static readonly ConcurrentDictionary<int, Lazy<Task<TestServer>>> Started = new();

    private TestServer(TargetConnection connection, string password, PgMigrate.Sandboxes.PgSandbox? sandbox)
    {
        Connection = connection;
        Password = password;
        Sandbox = sandbox;
    }

    /// <summary>As a superuser, to the database postgres.</summary>
    public PgConnection Connection { get; }

    public string Password { get; }

    /// <summary>Null when the server was given, or runs in a container.</summary>
    public PgMigrate.Sandboxes.PgSandbox? Sandbox { get; }

    public int Major => Connection.ServerVersionNumber / 10000;

    /// <summary>For Npgsql, password included.</summary>
    public string ConnectionString => ConnectionStringTo(Connection.Database);

    public string ConnectionStringTo(string database) => new NpgsqlConnectionStringBuilder(((TargetConnection)Connection).Settings.DriverText)
    {
        Database = database,
        Password = Password,
        ApplicationName = "PgMigrate tests",
    }.ConnectionString;

    /// <summary>The server of this run.</summary>
    public static Task<TestServer> GetAsync() => For(0);

    /// <summary>A server of another major version; only in full runs (PGMIGRATE_TEST_FULL=1), or when it is the run's server anyway.</summary>
    public static async Task<TestServer> ForMajorAsync(int major)
    {
        var usual = await TryGetUsualAsync();
        return usual?.Major == major ? usual : await For(major);
    }

    /// <summary>A target on this server, as the engine makes it.</summary>
    public Task<TargetConnection> ConnectAsync(string database, string? user = null, string? password = null)
    {
        var driver = new NpgsqlConnectionStringBuilder(((TargetConnection)Connection).Settings.DriverText) { Database = database };
        driver.Username = user ?? driver.Username;
        var settings = new SessionSettings(driver, "PgMigrate", new Secret(password ?? Password), null);
        return ServerLook.ConnectAsync(settings, null, "test", NoEvents.Instance, CancellationToken.None);
    }

    private static async Task<TestServer> For(int major)
    {
        try
        {
            return await Started.GetOrAdd(major, m => new Lazy<Task<TestServer>>(() => StartAsync(m))).Value;
        }
        catch (NoServerException none)
        {
            // Here and not inside the shared task: the skip belongs to each test that asks.
            Skip.If(true, none.Message);
            throw;
        }
    }

    private static async Task<TestServer?> TryGetUsualAsync()
    {
        try
        {
            return await GetAsync();
        }
        catch (SkipException)
        {
            return null;
        }
    }

    private static async Task<TestServer> StartAsync(int major)
    {
        if (major == 0 && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            var driver = new NpgsqlConnectionStringBuilder(given);
            return await ConnectAsync(driver, null);
        }

        if (await TestSandboxes.TryStartAsync(major) is { } sandbox)
        {
            var settings = ((TargetConnection)sandbox.Connection!).Settings;
            return new TestServer((TargetConnection)sandbox.Connection, settings.StoredPassword!.Reveal(), sandbox);
        }

        if (await TestContainers.TryStartAsync(major) is { } container)
        {
            return await ConnectAsync(container, null);
        }

        throw new NoServerException(
            $"no PostgreSQL: neither {Variable}, nor server binaries on this machine, nor containers (Docker and a build with -p:Testcontainers=true)");
    }

    private static async Task<TestServer> ConnectAsync(NpgsqlConnectionStringBuilder driver, PgMigrate.Sandboxes.PgSandbox? sandbox)
    {
        var password = driver.Password ?? "";
        var settings = new SessionSettings(driver, "PgMigrate", new Secret(password), null);
        var connection = await ServerLook.ConnectAsync(settings, null, "test server", NoEvents.Instance, CancellationToken.None);
        return new TestServer(connection, password, sandbox);
    }
}

/// <summary>There is no server to test with; the message says why.</summary>
internal sealed class NoServerException(string message) : Exception(message);
