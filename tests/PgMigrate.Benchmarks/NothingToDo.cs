namespace PgMigrate.Benchmarks;

/// <summary>Whole processes that find 1,000 migrations applied and nothing to do.</summary>
internal sealed class NothingToDo(BenchServer server, Tools tools) : Benchmark("nothing to do, 1,000 applied", "s")
{
    private readonly MigrationsFolder folder = new(1000);

    protected override async Task<IReadOnlyList<Contestant>> ContestantsAsync()
    {
        var contestants = new List<Contestant>();
        await server.EmptyAsync();
        await server.ApplyAsync(folder.Path);
        foreach (var (label, program) in tools.Programs)
        {
            contestants.Add(new Contestant(
                $"{label} up", () => Tools.TimeAsync(program, ["up", "--url", server.Url, "--path", folder.Path, "--yes"]), _ => 0.25, "<= 0.25 s"));
            contestants.Add(new Contestant($"{label} --version", () => Tools.TimeAsync(program, ["--version"])));
        }

        if (tools.Dbmate is { } dbmate)
        {
            contestants.Add(new Contestant("dbmate status", () => Tools.TimeAsync(dbmate, ["--url", server.Url, "-d", folder.Path, "status"])));
        }

        return contestants;
    }

    protected override Task CleanUpAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }
}
