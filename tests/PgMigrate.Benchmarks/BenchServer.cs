using System.Globalization;
using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Events;
using PgMigrate.Migrations;
using PgMigrate.Sandboxes;

namespace PgMigrate.Benchmarks;

/// <summary>The sandbox that everything is measured on.</summary>
internal sealed class BenchServer(IPgEngine engine, PgSandbox sandbox)
{
    private readonly string password = ((TargetConnection)sandbox.Connection!).Settings.StoredPassword!.Reveal();

    public IPgEngine Engine => engine;

    public PgConnection Connection => sandbox.Connection!;

    public (string Name, string Value)[] PsqlEnvironment =>
    [
        ("PGHOST", sandbox.Host), ("PGPORT", sandbox.Port.ToString(CultureInfo.InvariantCulture)), ("PGUSER", sandbox.UserName),
        ("PGDATABASE", sandbox.Database), ("PGPASSWORD", password), ("PGOPTIONS", "-c client_min_messages=warning"),
    ];

    public string Url => string.Create(
        CultureInfo.InvariantCulture,
        $"postgresql://{Uri.EscapeDataString(sandbox.UserName)}:{Uri.EscapeDataString(password)}@{sandbox.Host}:{sandbox.Port}/{sandbox.Database}?sslmode=disable");

    /// <summary>Everything gone, as after CREATE DATABASE.</summary>
    public async Task EmptyAsync()
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = sandbox.Host,
            Port = sandbox.Port,
            Username = sandbox.UserName,
            Password = password,
            Database = "postgres",
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        foreach (var sql in new[] { $"DROP DATABASE IF EXISTS \"{sandbox.Database}\" WITH (FORCE)", $"CREATE DATABASE \"{sandbox.Database}\"", "CHECKPOINT" })
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
            await command.ExecuteNonQueryAsync();
        }
    }

    public async Task ApplyAsync(string folder)
    {
        var plan = await engine.Migrations.PlanUpAsync(
            Connection, new UpOptions { Folder = new MigrationFolder { Path = folder } }, NoEvents.Instance, CancellationToken.None);
        await engine.Migrations.RunAsync(plan, NoEvents.Instance, CancellationToken.None);
    }
}
