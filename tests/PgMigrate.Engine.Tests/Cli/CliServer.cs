using System.Globalization;
using Npgsql;

namespace PgMigrate.Engine.Tests.Cli;

/// <summary>A server started by the program's own sandbox verb; each test makes a database of its own on it.</summary>
public sealed class CliServer : IAsyncLifetime
{
    private string? id;
    private string url = "";
    private int databases;

    public async Task InitializeAsync()
    {
        var result = await CliProcess.RunAsync("sandbox", "start", "--json");
        if (result.ExitCode != 0)
        {
            // Without binaries nothing here can run: the reason is shown by every test that is skipped for it.
            SkipReason = result.Error + result.Out;
            return;
        }

        var sandbox = result.Json.GetProperty("sandbox");
        id = sandbox.GetProperty("id").GetString();
        url = sandbox.GetProperty("url").GetString()!;
    }

    public string? SkipReason { get; private set; }

    internal async Task<CliDatabase> CreateDatabaseAsync()
    {
        Skip.If(SkipReason is not null && SkipReason.Contains("ServerBinariesNotFound", StringComparison.Ordinal), SkipReason);
        Assert.Null(SkipReason);
        var name = "cli_" + Interlocked.Increment(ref databases).ToString(CultureInfo.InvariantCulture);
        var server = new UriBuilder(url);
        await using (var connection = new NpgsqlConnection(Keywords(server, server.Path.TrimStart('/'))))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
            await command.ExecuteNonQueryAsync();
        }

        return new CliDatabase(new UriBuilder(url) { Path = name }.Uri.ToString(), Keywords(server, name));
    }

    public async Task DisposeAsync()
    {
        if (id is not null)
        {
            (await CliProcess.RunAsync("sandbox", "stop", id)).Ended(0);
        }
    }

    private static string Keywords(UriBuilder server, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = server.Host,
        Port = server.Port,
        Username = server.UserName,
        Database = database,
        Pooling = false,
    }.ConnectionString;
}

[CollectionDefinition(Name)]
public sealed class CliServerCollection : ICollectionFixture<CliServer>
{
    public const string Name = "pgmigrate on a server";
}
