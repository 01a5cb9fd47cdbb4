using System.Diagnostics;

namespace PgMigrate.Benchmarks;

/// <summary>1,000 small migrations into an empty database.</summary>
internal sealed class SmallMigrations(BenchServer server, Tools tools) : Benchmark("1,000 small migrations", "s")
{
    private readonly MigrationsFolder folder = new(1000);

    protected override Task<IReadOnlyList<Contestant>> ContestantsAsync()
    {
        var contestants = new List<Contestant>();
        if (tools.Psql is { } psql)
        {
            contestants.Add(new Contestant("psql, one session", async () =>
            {
                await server.EmptyAsync();
                return await Tools.TimeAsync(psql, ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", folder.PsqlScript], server.PsqlEnvironment);
            }));
        }

        contestants.Add(new Contestant("PgMigrate in-process", async () =>
        {
            await server.EmptyAsync();
            var watch = Stopwatch.StartNew();
            await server.ApplyAsync(folder.Path);
            return watch.Elapsed.TotalSeconds;
        }, psqlSeconds => 1.5 * psqlSeconds, "<= 1.5 x psql"));
        double? dbmateSeconds = null;
        if (tools.Dbmate is { } dbmate)
        {
            contestants.Add(new Contestant("dbmate up", async () =>
            {
                await server.EmptyAsync();
                var seconds = await Tools.TimeAsync(dbmate, ["--url", server.Url, "-d", folder.Path, "--no-dump-schema", "up"]);
                dbmateSeconds = dbmateSeconds is { } best ? Math.Min(best, seconds) : seconds;
                return seconds;
            }));
        }

        foreach (var (label, program) in tools.Programs)
        {
            contestants.Add(new Contestant($"{label} up", async () =>
            {
                await server.EmptyAsync();
                return await Tools.TimeAsync(program, ["up", "--url", server.Url, "--path", folder.Path, "--yes"]);
            }, _ => dbmateSeconds ?? double.MaxValue, "< dbmate"));
        }

        return Task.FromResult<IReadOnlyList<Contestant>>(contestants);
    }

    protected override Task CleanUpAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }
}
