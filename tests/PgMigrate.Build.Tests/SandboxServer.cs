using System.Text.Json;
using Npgsql;

namespace PgMigrate.Build.Tests;

/// <summary>A disposable database: of PGMIGRATE_TEST_SERVER when that names a server, else on a server of its own.</summary>
public sealed class SandboxServer : IAsyncLifetime
{
    private string? _id;
    private string? _whyNot;
    private string _url = "";

    /// <summary>A postgresql:// URI of a database that a test may fill; skips the test where there is no PostgreSQL.</summary>
    public string Url
    {
        get
        {
            Skip.If(_whyNot is not null, _whyNot);
            return _url;
        }
    }

    public async Task InitializeAsync()
    {
        string[] given = Environment.GetEnvironmentVariable("PGMIGRATE_TEST_SERVER") is { Length: > 0 } server ? ["--url", server] : [];
        try
        {
            using var json = JsonDocument.Parse(await Cli.RunAsync(["sandbox", "start", "--json", .. given]));
            var sandbox = json.RootElement.GetProperty("sandbox");
            _id = sandbox.GetProperty("id").GetString();
            _url = sandbox.GetProperty("url").GetString()!;
        }
        catch (InvalidOperationException e) when (e.Message.Contains("ServerBinariesNotFound", StringComparison.Ordinal))
        {
            _whyNot = "no PostgreSQL: neither server programs nor PGMIGRATE_TEST_SERVER";
        }
    }

    public async Task DisposeAsync()
    {
        if (_id is not null)
        {
            await Cli.RunAsync("sandbox", "stop", _id);
        }
    }

    public async Task<string> QueryAsync(string sql)
    {
        var uri = new Uri(Url);
        var target = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("PGMIGRATE_TEST_SERVER") ?? "")
        {
            Host = uri.Host,
            Port = uri.Port,
            Username = Uri.UnescapeDataString(uri.UserInfo),
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
