namespace PgMigrate.Benchmarks;

/// <summary>Whole processes that find 1,000 migrations applied and nothing to do.</summary>
internal sealed class NothingToDo(BenchServer server, Tools tools) : Benchmark("nothing to do, 1,000 applied", "s")
{
    private readonly MigrationsFolder folder = new(1000);

    protected override async Task<IReadOnlyList<Contestant>> ContestantsAsync()
    {
        var contestants = new List<Contestant>();
        if (tools.PgMigrate is { } pgmigrate)
        {
            await server.EmptyAsync();
            await server.ApplyAsync(folder.Path);
            contestants.Add(new Contestant(
                "pgmigrate up", () => Tools.TimeAsync(pgmigrate, ["up", "--url", server.Url, "--path", folder.Path, "--yes"]), _ => 0.25, "<= 0.25 s"));
            contestants.Add(new Contestant("pgmigrate --version", () => Tools.TimeAsync(pgmigrate, ["--version"])));
        }

        if (tools.Dbmate is { } dbmate)
        {
            await Tools.TimeAsync(dbmate, ["--url", server.Url, "-d", Empty(), "--no-dump-schema", "up"]);
            contestants.Add(new Contestant("dbmate status", () => Tools.TimeAsync(dbmate, ["--url", server.Url, "-d", folder.Path, "status"])));
        }

        return contestants;
    }

    protected override Task CleanUpAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    private string Empty()
    {
        var path = Path.Combine(folder.Root, "empty");
        Directory.CreateDirectory(path);
        return path;
    }
}
