using System.Globalization;
using Npgsql;
using PgMigrate.Connections;

namespace PgMigrate.Engine.Tests.Servers;

/// <summary>A database for one test, by default under a name that breaks whatever forgets to quote. It goes with the test.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static int count;

    private TestDatabase(TestServer server, string name, PgConnection connection)
    {
        Server = server;
        Name = name;
        Connection = connection;
    }

    public TestServer Server { get; }

    public string Name { get; }

    /// <summary>A target for the engine, as a superuser.</summary>
    public PgConnection Connection { get; }

    /// <summary>For Npgsql, password included.</summary>
    public string ConnectionString => Server.ConnectionStringTo(Name);

    /// <param name="server">Null for the server of the run.</param>
    /// <param name="name">Null for a hostile one.</param>
    public static async Task<TestDatabase> CreateAsync(TestServer? server = null, string? name = null)
    {
        server ??= await TestServer.GetAsync();
        name ??= string.Create(CultureInfo.InvariantCulture, $"t {Environment.ProcessId}.{Interlocked.Increment(ref count)}\"ü");
        await RunAsync(server.ConnectionString, $"CREATE DATABASE {Quote(name)} TEMPLATE template0 ENCODING 'UTF8'");
        return new TestDatabase(server, name, await server.ConnectAsync(name));
    }

    /// <summary>An open connection of the driver's own, without pooling.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs SQL past the engine.</summary>
    public Task ExecuteAsync(string sql) => RunAsync(ConnectionString, sql);

    /// <summary>One value, past the engine.</summary>
    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public Task<string> SnapshotAsync() => CatalogueSnapshot.TakeAsync(ConnectionString);

    public async ValueTask DisposeAsync() =>
        await RunAsync(Server.ConnectionString, $"DROP DATABASE IF EXISTS {Quote(Name)} WITH (FORCE)");

    public static string Quote(string identifier) => "\"" + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
