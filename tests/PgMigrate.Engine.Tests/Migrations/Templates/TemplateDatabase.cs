using System.Diagnostics;
using Npgsql;
using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

/// <summary>A database of its own for one test, on the server that PGMIGRATE_TEST_SERVER names.</summary>
internal sealed class TemplateDatabase : IAsyncDisposable
{
    private readonly string server;
    private readonly string name = "templates_" + Guid.NewGuid().ToString("N");
    private readonly string folder = Directory.CreateTempSubdirectory("pgmigrate-").FullName;
    private readonly NpgsqlDataSource source;

    private TemplateDatabase(string server)
    {
        this.server = server;
        source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = true });
    }

    public static async Task<TemplateDatabase> CreateAsync()
    {
        var server = Environment.GetEnvironmentVariable("PGMIGRATE_TEST_SERVER");
        Skip.If(string.IsNullOrEmpty(server), "PGMIGRATE_TEST_SERVER names no server.");
        var database = new TemplateDatabase(server!);
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await new NpgsqlCommand($"CREATE DATABASE {database.name}", connection).ExecuteNonQueryAsync();
        return database;
    }

    public async Task SqlAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task<bool> VerifyAsync(RenderedMigration migration) => ScalarAsync<bool>(migration.Verify!);

    public Task UpAsync(RenderedMigration migration) => RunAsync(migration, migration.Up);

    public Task DownAsync(RenderedMigration migration) => RunAsync(migration, migration.Down);

    private async Task RunAsync(RenderedMigration migration, string script)
    {
        var file = Path.Combine(folder, "x.sql");
        await File.WriteAllTextAsync(file, script);
        var to = new NpgsqlConnectionStringBuilder(server);
        var start = new ProcessStartInfo("psql") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username!, "-d", name, "-f", file])
        {
            start.ArgumentList.Add(argument);
        }

        if (!migration.Directives.ContainsKey("transaction") && !script.Contains("COMMIT;", StringComparison.Ordinal))
        {
            start.ArgumentList.Add("-1");
        }

        using var psql = Process.Start(start)!;
        var error = await psql.StandardError.ReadToEndAsync();
        await psql.WaitForExitAsync();
        if (psql.ExitCode != 0)
        {
            throw new InvalidOperationException(error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await new NpgsqlCommand($"DROP DATABASE {name} WITH (FORCE)", connection).ExecuteNonQueryAsync();
    }
}
