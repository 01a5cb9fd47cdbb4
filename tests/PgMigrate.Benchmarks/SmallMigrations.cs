using System.Diagnostics;

namespace PgMigrate.Benchmarks;

/// <summary>1,000 small migrations into an empty database.</summary>
internal sealed class SmallMigrations(BenchServer server, Tools tools) : Benchmark("1,000 small migrations", "s")
{
    private const string Psql = "psql, one session";
    private const string Dbmate = "dbmate up";

    private readonly MigrationsFolder folder = new(1000);

    protected override Task<IReadOnlyList<Contestant>> ContestantsAsync()
    {
        var contestants = new List<Contestant>();
        if (tools.Psql is { } psql)
        {
            contestants.Add(new Contestant(Psql, async () =>
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
        }, of => tools.Psql is null ? double.MaxValue : 1.5 * of(Psql), "<= 1.5 x psql"));
        if (tools.Dbmate is { } dbmate)
        {
            contestants.Add(new Contestant(Dbmate, async () =>
            {
                await server.EmptyAsync();
                return await Tools.TimeAsync(dbmate, ["--url", server.Url, "-d", folder.Path, "--no-dump-schema", "up"]);
            }));
        }

        foreach (var (label, program) in tools.Programs)
        {
            contestants.Add(new Contestant($"{label} up", async () =>
            {
                await server.EmptyAsync();
                return await Tools.TimeAsync(program, ["up", "--url", server.Url, "--path", folder.Path, "--yes"]);
            }, of => tools.Dbmate is null ? double.MaxValue : of(Dbmate), "< dbmate"));
        }

        return Task.FromResult<IReadOnlyList<Contestant>>(contestants);
    }

    protected override Task CleanUpAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }
}
