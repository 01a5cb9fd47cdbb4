using System.Globalization;

namespace PgMigrate.Benchmarks;

/// <summary>A migration with 100 MB of COPY data, against psql with the same file; memory beside it.</summary>
internal sealed class CopyData(BenchServer server, Tools tools) : Benchmark("100 MB of COPY data", "s")
{
    private const int Bytes = 100_000_000;

    private readonly string root = Path.Combine(Path.GetTempPath(), "pgmigrate-bench-" + Guid.NewGuid().ToString("N"));

    protected override Task<IReadOnlyList<Contestant>> ContestantsAsync()
    {
        var file = Write();
        var contestants = new List<Contestant>();
        if (tools.Psql is { } psql)
        {
            contestants.Add(new Contestant("psql", async () =>
            {
                await server.EmptyAsync();
                return await Tools.TimeAsync(psql, ["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", file], server.PsqlEnvironment);
            }));
        }

        foreach (var (label, program) in tools.Programs)
        {
            var memory = 0.0;
            contestants.Add(new Contestant($"{label} up", async () =>
            {
                await server.EmptyAsync();
                var (seconds, peak, _) = await Tools.RunAsync(program, ["up", "--url", server.Url, "--path", root, "--yes"]);
                memory = Math.Max(memory, peak);
                return seconds;
            }, of => tools.Psql is null ? double.MaxValue : 1.3 * of("psql"), "<= 1.3 x psql"));
            contestants.Add(new Contestant($"{label}: peak memory, MB", () => Task.FromResult(memory), _ => 200, "< 200 MB"));
        }

        return Task.FromResult<IReadOnlyList<Contestant>>(contestants);
    }

    protected override Task CleanUpAsync()
    {
        Directory.Delete(root, recursive: true);
        return Task.CompletedTask;
    }

    private string Write()
    {
        Directory.CreateDirectory(root);
        var file = Path.Combine(root, "0001_load.sql");
        using var writer = new StreamWriter(file);
        writer.Write("CREATE TABLE load (id bigint, name text, amount numeric, at timestamptz);\nCOPY load FROM stdin;\n");
        for (var (i, written) = (0, 0L); written < Bytes; i++)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{i}\tsupplier number {i} of the benchmark\t{i % 9973}.{i % 100:00}\t2024-01-01 00:00:{i % 60:00}+00\n");
            writer.Write(line);
            written += line.Length;
        }

        writer.Write("\\.\n");
        return file;
    }
}
