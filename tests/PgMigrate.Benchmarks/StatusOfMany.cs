using System.Diagnostics;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Benchmarks;

/// <summary>Get-PgMigration over 5,000 files and 5,000 applied.</summary>
internal sealed class StatusOfMany(BenchServer server, Tools tools) : Benchmark("status of 5,000 files, 5,000 applied", "s")
{
    private readonly MigrationsFolder folder = new(5000);

    protected override async Task<IReadOnlyList<Contestant>> ContestantsAsync()
    {
        await server.EmptyAsync();
        var plan = await server.Engine.Migrations.PlanStampAsync(
            server.Connection, new StampOptions { Folder = new MigrationFolder { Path = folder.Path }, Target = "head" }, NoEvents.Instance, CancellationToken.None);
        await server.Engine.Migrations.RunAsync(plan, NoEvents.Instance, CancellationToken.None);

        var contestants = new List<Contestant>
        {
            new("in-process", async () =>
            {
                var watch = Stopwatch.StartNew();
                await server.Engine.Migrations.GetStatusAsync(
                    server.Connection, new MigrationFolder { Path = folder.Path }, NoEvents.Instance, CancellationToken.None);
                return watch.Elapsed.TotalSeconds;
            }, _ => 1, "< 1 s"),
        };
        if (tools is { PowerShell: { } pwsh, Module: { } module })
        {
            contestants.Add(new Contestant("Get-PgMigration", () => PowerShellTimer.SecondsAsync(
                pwsh,
                $"Import-Module '{module}'; Connect-PgDatabase '{server.Url}' | Out-Null",
                $"Get-PgMigration -Path '{folder.Path}' | Out-Null"), _ => 1, "< 1 s"));
        }

        return contestants;
    }

    protected override Task CleanUpAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }
}
