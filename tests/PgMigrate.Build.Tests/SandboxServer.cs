using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace PgMigrate.Build.Tests;

/// <summary>A disposable database: on the server that PGMIGRATE_TEST_SERVER names, else on a server of its own.</summary>
public sealed class SandboxServer : IAsyncLifetime
{
    private readonly NpgsqlConnectionStringBuilder _target = new(Environment.GetEnvironmentVariable("PGMIGRATE_TEST_SERVER") ?? "") { Pooling = false };
    private string? _id;
    private string? _whyNot;

    /// <summary>A postgresql:// URI of a database that a test may fill; skips the test where there is no PostgreSQL.</summary>
    public string Url
    {
        get
        {
            Skip.If(_whyNot is not null, _whyNot);
            var login = _target.Password is null
                ? Uri.EscapeDataString(_target.Username!)
                : $"{Uri.EscapeDataString(_target.Username!)}:{Uri.EscapeDataString(_target.Password)}";
            return string.Create(CultureInfo.InvariantCulture, $"postgresql://{login}@{_target.Host}:{_target.Port}/{Uri.EscapeDataString(_target.Database!)}");
        }
    }

    public async Task InitializeAsync()
    {
        var given = Environment.GetEnvironmentVariable("PGMIGRATE_TEST_SERVER");
        try
        {
            string[] start = ["sandbox", "start", "--json"];
            using var json = JsonDocument.Parse(await Cli.RunAsync(string.IsNullOrEmpty(given) ? start : [.. start, "--url", given]));
            var sandbox = json.RootElement.GetProperty("sandbox");
            _id = sandbox.GetProperty("id").GetString()!;
            _target.Host = sandbox.GetProperty("host").GetString();
            _target.Port = sandbox.GetProperty("port").GetInt32();
            _target.Database = sandbox.GetProperty("database").GetString();
            if (string.IsNullOrEmpty(given))
            {
                await MakeLoginAsync(_id);
            }
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
        await using var connection = new NpgsqlConnection(_target.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    // The password of a sandbox stays with the engine; a login of one's own is made as everything else is, by a migration.
    private async Task MakeLoginAsync(string sandbox)
    {
        _target.Username = "newcomer";
        _target.Password = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        var folder = Directory.CreateTempSubdirectory("login").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "0001_login.sql"), $"CREATE ROLE newcomer SUPERUSER LOGIN PASSWORD '{_target.Password}';\n");
            await Cli.RunAsync("up", "--sandbox", sandbox, "--path", folder, "--schema", "login_history");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
