using System.Diagnostics;
using System.Globalization;
using System.Text;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations;

/// <summary>Memory is measured for the whole process: nothing else may run meanwhile. Generous limits: they separate flat from growing, and linear from quadratic, on a busy machine.</summary>
[Collection(AloneInTheProcess)]
public sealed class LargeFolderTests
{
    private const string AloneInTheProcess = "alone in the process";

    [CollectionDefinition(AloneInTheProcess, DisableParallelization = true)]
    public sealed class Alone;

    private static bool Full => Environment.GetEnvironmentVariable(OtherMajors.FullRun) == "1";

    [SkippableFact]
    public async Task Ten_thousand_files_are_planned_stamped_and_listed_in_bounded_time_and_memory()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations();
        for (var i = 1; i <= 10_000; i++)
        {
            migrations.Write(string.Create(CultureInfo.InvariantCulture, $"{i:00000}_x.sql"), "CREATE TABLE t (id int);\n" + new string('-', 2000) + "\n");
        }

        var watch = Stopwatch.StartNew();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var plan = await migrations.PlanUp(database);
        Assert.Equal(10_000, plan.Steps.Count);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 150_000_000, $"{grown:N0} bytes");
        GC.KeepAlive(plan);

        // As if they had been applied one by one; the files are all alike, and so are their checksums.
        await migrations.Stamp(database, "00001");
        await database.ExecuteAsync(
            """
            INSERT INTO pgmigrate.applied (revision, name, kind, checksum, parents, run_id, duration_ms, stamped)
            SELECT lpad(i::text, 5, '0'), name, kind, checksum, lpad((i - 1)::text, 5, '0'), run_id, 0, true
            FROM pgmigrate.applied, generate_series(2, 9998) i
            """);
        var status = await migrations.Status(database);
        Assert.Equal(9_998, status.Count(s => s.State == MigrationState.Applied));
        Assert.Equal(["09999", "10000"], (await migrations.PlanUp(database)).Steps.Select(s => s.Revision));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(120), watch.Elapsed.ToString());
    }

    [SkippableFact]
    public async Task A_large_file_with_COPY_data_is_streamed_with_flat_memory()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations();
        var size = Full ? 200_000_000 : 40_000_000;
        var rows = WriteCopyFile(Path.Combine(migrations.Path, "1_copy.sql"), size);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = before;
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
                await Task.Delay(200);
            }
        });
        var run = await migrations.Up(database);
        await stop.CancelAsync();
        await watching;

        Assert.Equal(2, Assert.Single(run.Steps).Statements);
        Assert.Equal(rows, await database.ScalarAsync<long>("SELECT count(*) FROM t"));
        Assert.Equal($"row {rows - 1} ü", await database.ScalarAsync<string>("SELECT word FROM t ORDER BY id DESC LIMIT 1"));

        // Of what lives at any time; the whole text would be twice its size in bytes.
        Assert.True(peak - before < 30_000_000, $"{peak - before:N0} bytes");
    }

    private static long WriteCopyFile(string path, long size)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        writer.WriteLine("CREATE TABLE t (id int, word text);\nCOPY t FROM stdin;");
        var rows = 0L;
        for (var written = 0L; written < size; rows++)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{rows}\trow {rows} ü");
            writer.WriteLine(line);
            written += line.Length + 2;
        }

        writer.WriteLine("\\.");
        return rows;
    }
}
