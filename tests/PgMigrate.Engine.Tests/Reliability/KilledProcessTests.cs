using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using PgMigrate.Engine.Tests.Cli;
using PgMigrate.Engine.Tests.Migrations;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Events;
using PgMigrate.Migrations;
using Xunit.Abstractions;

namespace PgMigrate.Engine.Tests.Reliability;

/// <summary>kill -9 at random moments. The seed is in the output; PGMIGRATE_TEST_SEED repeats one.</summary>
public sealed class KilledProcessTests(ITestOutputHelper output)
{
    private const int Migrations = 12;
    private const int KilledOnUnix = 137;
    private const int KilledOnWindows = -1;

    private static int Moments => TestedMajors.IsFullRun ? 50 : 8;

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public Task Killed_at_any_moment_and_run_again_no_migration_of_one_transaction_is_lost_or_done_twice(int major) =>
        KillAsync(major, Transactional());

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public Task Killed_at_any_moment_and_run_again_no_statement_of_a_migration_without_transaction_is_lost_or_done_twice(int major) =>
        KillAsync(major, StatementByStatement());

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task What_a_killed_run_left_at_work_on_the_server_holds_the_next_run_back_and_is_named(int major)
    {
        await using var database = await Steps.CreateAsync(major, pace: 3);
        using var migrations = new TestMigrations(("1.sql", "INSERT INTO steps VALUES ('1');\nSELECT pg_sleep(s) FROM pace;"));
        using (var killed = Start(database, migrations))
        {
            var orphan = await database.WaitForAsync(Backends.Worker, "SELECT pg_sleep(s)%", "active");
            Kill(killed.Id);
            await killed.EndAsync();
            await database.PaceAsync(0);

            var run = await migrations.Up(database);

            Assert.Equal(MigrationOutcome.Succeeded, run.Outcome);
            var waited = Assert.Single(migrations.Events.Of<VerboseEvent>(), e => e.Message.Contains("whose program is gone", StringComparison.Ordinal));
            Assert.Contains($"pid {orphan.ToString(CultureInfo.InvariantCulture)} ", waited.Message, StringComparison.Ordinal);
            Assert.Contains("SELECT pg_sleep(s)", waited.Message, StringComparison.Ordinal);
            Assert.Equal(["1"], await database.StepsAsync());
        }
    }

    private static CliProcess Start(TestDatabase database, TestMigrations migrations)
    {
        var target = new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = "PgMigrate" };
        return CliProcess.Start(["up", "--url", target.ConnectionString, "--path", migrations.Path, "--yes"]);
    }

    // A deferred trigger makes COMMIT last, so that moments fall into it as well.
    private static async Task PrepareAsync(TestDatabase database) => await database.ExecuteAsync("""
        CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.015); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON steps DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION linger();
        CREATE FUNCTION slow(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.001); RETURN n; END';
        CREATE TABLE rows AS SELECT generate_series(1, 60) AS n;
        CREATE TYPE mood AS ENUM ('none');
        """);

    private static List<(string Name, string Text)> Transactional() =>
    [
        .. Enumerable.Range(1, Migrations).Select(m => ($"{m:00}_m.sql", string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO steps VALUES ('{m:00}.1');
            CREATE TABLE made_{m} (n int);
            SELECT pg_sleep(0.04);
            INSERT INTO steps VALUES ('{m:00}.2');
            ALTER TABLE made_{m} ADD COLUMN more text;
            SELECT pg_sleep(0.04);
            INSERT INTO steps VALUES ('{m:00}.3');
            """))),
    ];

    private static List<(string Name, string Text)> StatementByStatement() =>
    [
        .. Enumerable.Range(1, Migrations).Select(m => ($"{m:00}_m.sql", string.Create(CultureInfo.InvariantCulture, $"""
            INSERT INTO steps VALUES ('{m:00}.1');
            CREATE TABLE made_{m} (n int);
            CREATE INDEX CONCURRENTLY rows_{m} ON rows (slow(n));
            ALTER TYPE mood ADD VALUE 'm{m}';
            INSERT INTO steps VALUES ('{m:00}.2');
            BEGIN;
            SET LOCAL work_mem = '5MB';
            INSERT INTO steps VALUES ('{m:00}.3');
            SELECT pg_sleep(0.02);
            INSERT INTO steps VALUES ('{m:00}.4 ' || current_setting('work_mem'));
            COMMIT;
            REINDEX INDEX CONCURRENTLY rows_{m};
            WITH moved AS (SELECT pg_sleep(0.02)) INSERT INTO steps SELECT '{m:00}.5' FROM moved;
            DROP INDEX CONCURRENTLY rows_{m};
            CREATE UNIQUE INDEX CONCURRENTLY ON rows (n);
            ALTER TABLE made_{m} ADD COLUMN more text;
            """))),
    ];

    private async Task KillAsync(int major, List<(string Name, string Text)> files)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PGMIGRATE_TEST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : Environment.TickCount;
        var random = new Random(seed);
        var story = new StringBuilder().Append(CultureInfo.InvariantCulture, $"seed {seed}");
        try
        {
            await KillAsync(major, files, random, story);
        }
        finally
        {
            output.WriteLine(story.ToString());
        }
    }

    private static async Task KillAsync(int major, List<(string Name, string Text)> files, Random random, StringBuilder story)
    {
        for (var (killed, runs) = (0, 0); killed < Moments; runs++)
        {
            Assert.True(runs <= Moments, $"the runs come to their end before their moments: {story}");
            await using var database = await Steps.CreateAsync(major);
            await PrepareAsync(database);
            using var migrations = new TestMigrations([.. files]);
            while (killed < Moments && await KillOnceAsync(database, migrations, random, story))
            {
                killed++;
            }

            story.AppendLine(CultureInfo.InvariantCulture, $" – {killed} kills");
            await migrations.Up(database);
            await CheckAsync(database, migrations, files, story.ToString());
        }
    }

    /// <summary>False when the run came to its end before its moment.</summary>
    private static async Task<bool> KillOnceAsync(TestDatabase database, TestMigrations migrations, Random random, StringBuilder story)
    {
        using var process = Start(database, migrations);
        var end = process.EndAsync();
        var atWork = database.WaitForAsync(Backends.Worker);
        if (await Task.WhenAny(end, atWork) == atWork)
        {
            var moment = random.Next(600);
            if (await Task.WhenAny(end, Task.Delay(moment)) != end)
            {
                Kill(process.Id);
                if ((await end).ExitCode is KilledOnUnix or KilledOnWindows)
                {
                    story.Append(CultureInfo.InvariantCulture, $" {moment}");
                    return true;
                }
            }
        }

        (await end).Ended(0);
        return false;
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It came to its end in this very moment.
        }
    }

    private static async Task CheckAsync(TestDatabase database, TestMigrations migrations, List<(string Name, string Text)> files, string story)
    {
        // What is in quotes behind VALUES or SELECT is the name of the step.
        var expected = files.SelectMany(f => System.Text.RegularExpressions.Regex.Matches(f.Text, @"INSERT INTO steps (VALUES \(|SELECT )'(?<name>[^']*)'(?<more> \|\|)?")
            .Select(m => m.Groups["name"].Value + (m.Groups["more"].Success ? "5MB" : ""))).Order(StringComparer.Ordinal);
        Assert.True(expected.SequenceEqual(await database.StepsAsync()), $"{story}\n{string.Join('\n', await database.StepsAsync())}");
        Assert.Equal(Migrations, await database.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname LIKE 'made\\_%' AND relnatts >= 1"));
        Assert.Equal(0, await database.InvalidIndexesAsync());
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM pgmigrate.journal"));
        Assert.Equal(files.Count, await database.ScalarAsync<long>("SELECT count(*) FROM pgmigrate.log WHERE outcome = 'succeeded'"));
        Assert.Equal(files.Count, await database.ScalarAsync<long>("SELECT count(DISTINCT revision) FROM pgmigrate.log WHERE outcome = 'succeeded'"));
        Assert.All(await migrations.Status(database), s => Assert.Equal(MigrationState.Applied, s.State));
        Assert.True(await database.ScalarAsync<bool>(
            "SELECT bool_and(outcome IN ('interrupted', 'succeeded')) AND count(*) FILTER (WHERE outcome = 'succeeded') <= 1 FROM pgmigrate.run"), story);
    }
}
