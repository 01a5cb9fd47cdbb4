using System.Diagnostics;
using System.Globalization;
using Npgsql;
using PgMigrate.Engine.Tests.Migrations;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Reliability;

public sealed class LockWaitTests
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(6);

    public static TheoryData<int, string> MajorsAndModes
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var row in TestedMajors.All)
            {
                data.Add(row, "");
                data.Add(row, "CREATE INDEX CONCURRENTLY ON steps (name);");

                // As every output of pg_dump begins.
                data.Add(row, "SET lock_timeout = 0;");
                data.Add(row, "SET lock_timeout = 0; CREATE INDEX CONCURRENTLY ON steps (name);");
            }

            return data;
        }
    }

    private static TestMigrations Blocked(string before, TimeSpan budget) => new(
        ("1.sql", $"INSERT INTO steps VALUES ('1.1');\n{before}\nALTER TABLE t ADD COLUMN b int;\nINSERT INTO steps VALUES ('1.2');"))
    { Limits = new RunLimits { LockTimeout = LockTimeout, LockBudget = budget } };

    [SkippableTheory]
    [MemberData(nameof(MajorsAndModes))]
    public async Task A_blocked_ALTER_is_tried_again_until_the_lock_is_free_and_no_reader_waits_longer_than_the_lock_time_limit(int major, string before)
    {
        await using var database = await CreateAsync(major);
        await using var holder = await HoldAsync(database);
        using var migrations = Blocked(before, TimeSpan.FromSeconds(60));
        using var stop = new CancellationTokenSource();
        var reading = ReadAsync(database, stop.Token);

        var run = migrations.Up(database);
        await database.WaitUntilAsync("(SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE t%')");
        await Task.Delay(Held);
        var pid = holder.ProcessID;
        await holder.DisposeAsync();

        var step = Assert.Single((await run.WaitAsync(TimeSpan.FromSeconds(60))).Steps);
        await stop.CancelAsync();
        var longest = await reading;
        Assert.True(step.Attempts > 1, "it had its lock at once");
        Assert.Equal(["1.1", "1.2"], await database.StepsAsync());
        // Far less than the lock was held; the rest is room for a machine that has other things to do.
        Assert.InRange(longest, LockTimeout / 4, LockTimeout + (Held / 2));
        var blocked = migrations.Events.Of<BlockedEvent>().First();
        var blocker = Assert.Single(blocked.Blockers);
        Assert.Equal((pid, "the holder", "idle in transaction"), (blocker.Pid, blocker.ApplicationName, blocker.State));
        Assert.True(blocker.TransactionAge > TimeSpan.Zero);
        Assert.Equal("LOCK TABLE t IN ACCESS SHARE MODE", blocker.Query);
        Assert.StartsWith("ALTER TABLE t", blocked.Statement, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(MajorsAndModes))]
    public async Task When_the_budget_ends_it_fails_and_names_who_held_the_lock_and_the_next_run_succeeds(int major, string before)
    {
        await using var database = await CreateAsync(major);
        await using var holder = await HoldAsync(database);
        using var migrations = Blocked(before, TimeSpan.FromSeconds(2));
        var watch = Stopwatch.StartNew();

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database).WaitAsync(TimeSpan.FromSeconds(60)));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"it took {watch.Elapsed}");
        Assert.Equal(ErrorIds.LockBudgetExhausted, failure.Error.Id);
        Assert.Equal("55P03", failure.Error.SqlState);
        Assert.Equal(3, failure.Error.Position!.Line);
        Assert.Equal(holder.ProcessID, Assert.Single(failure.Error.Blockers).Pid);
        Assert.Contains($"pid {holder.ProcessID.ToString(CultureInfo.InvariantCulture)}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, await database.ActiveAsync());
        Assert.Equal(before.Contains("CONCURRENTLY", StringComparison.Ordinal) ? ["1.1"] : [], await database.StepsAsync());

        await holder.DisposeAsync();
        await migrations.Up(database);
        Assert.Equal(["1.1", "1.2"], await database.StepsAsync());
    }

    [SkippableFact]
    public async Task A_prepared_transaction_that_holds_a_lock_is_named()
    {
        await using var database = await CreateAsync(0);
        Skip.If(await database.ScalarAsync<string>("SHOW max_prepared_transactions") == "0", "the server has no prepared transactions");
        await database.ExecuteAsync("BEGIN; LOCK TABLE t; PREPARE TRANSACTION 'half way'");
        using var migrations = Blocked("", TimeSpan.FromSeconds(1));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));
        await database.ExecuteAsync("ROLLBACK PREPARED 'half way'");

        var blocker = Assert.Single(failure.Error.Blockers);
        Assert.Equal((0, "half way", "prepared transaction"), (blocker.Pid, blocker.ApplicationName, blocker.State));
        Assert.Contains("prepared transaction 'half way'", failure.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("CREATE INDEX CONCURRENTLY ON steps (name);")]
    public async Task The_victim_of_a_deadlock_tries_again(string before)
    {
        await using var database = await CreateAsync(0);
        await database.ExecuteAsync("CREATE TABLE u (id int)");
        using var migrations = new TestMigrations(
            ("1.sql", $"{before}\nBEGIN;\nSET LOCAL deadlock_timeout = '50ms';\nINSERT INTO steps VALUES ('1.1');\nLOCK TABLE t;\nSELECT pg_sleep(0.7);\nLOCK TABLE u;\nINSERT INTO steps VALUES ('1.2');\nCOMMIT;"))
        { Limits = new RunLimits { LockTimeout = TimeSpan.FromSeconds(20), LockBudget = TimeSpan.FromSeconds(60) } };
        await using var other = await database.OpenAsync();
        await ExecuteAsync(other, "SET deadlock_timeout = '60s'; BEGIN; LOCK TABLE u");

        var run = migrations.Up(database);
        await database.WaitForAsync(Backends.Worker, "SELECT pg_sleep(0.7)%", "active");
        await ExecuteAsync(other, "LOCK TABLE t; COMMIT");

        Assert.True(Assert.Single((await run).Steps).Attempts > 1);
        Assert.Contains(migrations.Events.Of<VerboseEvent>(), e => e.Message.Contains("deadlock detected", StringComparison.Ordinal));
        Assert.Equal(["1.1", "1.2"], await database.StepsAsync());
    }

    [SkippableFact]
    public async Task A_deferred_constraint_that_waits_for_a_lock_at_COMMIT_makes_the_migration_try_again()
    {
        await using var database = await CreateAsync(0);
        await database.ExecuteAsync("""
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN LOCK TABLE t; RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER touch AFTER INSERT ON steps DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch();
            """);
        await using var holder = await HoldAsync(database);
        using var migrations = new TestMigrations(("1.sql", "INSERT INTO steps VALUES ('1');"));
        var run = migrations.Up(database);
        await database.WaitUntilAsync("(SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database())");
        await Task.Delay(700);
        await holder.DisposeAsync();

        Assert.True(Assert.Single((await run).Steps).Attempts > 1);
        Assert.Equal("COMMIT", migrations.Events.Of<BlockedEvent>().First().Statement);
        Assert.Equal(["1"], await database.StepsAsync());
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("CREATE INDEX CONCURRENTLY ON steps (name);")]
    public async Task Time_spent_working_is_not_taken_from_the_budget_for_waiting(string before)
    {
        await using var database = await CreateAsync(0, pace: 2);
        await using var holder = await HoldAsync(database);
        using var migrations = Blocked($"{before}\nSELECT pg_sleep(s) FROM pace;", TimeSpan.FromSeconds(1.8));
        var run = migrations.Up(database);
        await database.WaitUntilAsync("(SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE t%')");
        await Task.Delay(500);
        await holder.DisposeAsync();

        Assert.True(Assert.Single((await run).Steps).Attempts > 1);
    }

    [SkippableFact]
    public async Task Temporary_tables_and_settings_of_a_migration_without_transaction_outlast_another_attempt()
    {
        await using var database = await CreateAsync(0);
        await using var holder = await HoldAsync(database);
        using var migrations = Blocked(
            "SET work_mem = '7MB'; CREATE TEMP TABLE kept AS SELECT 1 AS n; CREATE INDEX CONCURRENTLY ON steps (name); PREPARE p AS SELECT 1;",
            TimeSpan.FromSeconds(30));
        migrations.Write("1.sql", await File.ReadAllTextAsync(Path.Combine(migrations.Path, "1.sql"))
            + "\nINSERT INTO steps SELECT current_setting('work_mem') FROM kept;\nEXECUTE p;");
        var run = migrations.Up(database);
        await database.WaitUntilAsync("(SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database())");
        await Task.Delay(700);
        await holder.DisposeAsync();

        Assert.True(Assert.Single((await run).Steps).Attempts > 1);
        Assert.Equal(["1.1", "1.2", "7MB"], await database.StepsAsync());
    }

    private static async Task<TestDatabase> CreateAsync(int major, double pace = 0)
    {
        var database = await Steps.CreateAsync(major, pace);
        await database.ExecuteAsync("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 10)");
        return database;
    }

    /// <summary>A transaction that holds the weakest lock on the table and does nothing more: ALTER TABLE waits for it, an index build elsewhere does not.</summary>
    private static async Task<NpgsqlConnection> HoldAsync(TestDatabase database)
    {
        var holder = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ApplicationName = "the holder" }.ConnectionString);
        await holder.OpenAsync();
        await ExecuteAsync(holder, "BEGIN");
        await ExecuteAsync(holder, "LOCK TABLE t IN ACCESS SHARE MODE");
        return holder;
    }

    /// <summary>Reads the table again and again, and gives the longest time that it took.</summary>
    private static async Task<TimeSpan> ReadAsync(TestDatabase database, CancellationToken stop)
    {
        await using var reader = await database.OpenAsync();
        var longest = TimeSpan.Zero;
        while (!stop.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            await ExecuteAsync(reader, "SELECT count(*) FROM t");
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
            await Task.Delay(10, CancellationToken.None);
        }

        return longest;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync();
    }
}
