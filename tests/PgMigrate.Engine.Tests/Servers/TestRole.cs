using Npgsql;

namespace PgMigrate.Engine.Tests.Servers;

/// <summary>A role for one test, under a hostile name and with a hostile password. Create it after the databases in which it will own things.</summary>
internal sealed class TestRole : IAsyncDisposable
{
    private readonly TestServer server;

    private TestRole(TestServer server, string name, string password)
    {
        this.server = server;
        Name = name;
        Password = password;
    }

    public string Name { get; }

    public string Password { get; }

    public static async Task<TestRole> CreateAsync(TestServer server, string attributes, string password = "p 's\\;@/%?#=\"ß")
    {
        var role = new TestRole(server, "Rôle \"1\" " + Guid.NewGuid().ToString("N")[..8], password);
        await role.RunAsync($"CREATE ROLE {TestDatabase.Quote(role.Name)} {attributes} PASSWORD E'{password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'");
        return role;
    }

    public async ValueTask DisposeAsync() => await RunAsync($"DROP ROLE IF EXISTS {TestDatabase.Quote(Name)}");

    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
