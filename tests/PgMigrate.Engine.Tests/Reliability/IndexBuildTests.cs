using Npgsql;
using PgMigrate.Engine.Tests.Migrations;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Reliability;

public sealed class IndexBuildTests
{
    private const string WaitsForSnapshots =
        "(SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'PgMigrate run' AND wait_event_type = 'Lock' AND datname = current_database())";

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task A_unique_index_that_finds_duplicates_leaves_no_invalid_index_and_is_built_once_they_are_gone(int major)
    {
        await using var database = await CreateAsync(major);
        await database.ExecuteAsync("INSERT INTO t VALUES (1)");
        using var migrations = new TestMigrations(("1.sql", """
            CREATE INDEX CONCURRENTLY one ON t (n);
            CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS two ON t (n);
            CREATE UNIQUE INDEX CONCURRENTLY ON t (n);
            INSERT INTO steps VALUES ('1');
            """));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal("23505", failure.Error.SqlState);
        Assert.Equal(2, failure.Error.Position!.Line);
        Assert.Equal(0, await database.InvalidIndexesAsync());
        Assert.False(await database.ScalarAsync<bool>("SELECT to_regclass('two') IS NOT NULL"));

        await database.ExecuteAsync("DELETE FROM t; INSERT INTO t VALUES (1)");
        Assert.True(Assert.Single((await migrations.Up(database)).Steps).Resumed);
        Assert.Equal(3, await database.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid"));
        Assert.Equal(["1"], await database.StepsAsync());
    }

    [SkippableFact]
    public async Task A_nameless_index_that_cannot_be_built_is_removed()
    {
        await using var database = await CreateAsync(0);
        await database.ExecuteAsync("INSERT INTO t VALUES (1)");
        using var migrations = new TestMigrations(("1.sql", "CREATE UNIQUE INDEX CONCURRENTLY ON t (n);"));

        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass"));
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task IF_NOT_EXISTS_over_an_invalid_index_builds_it_anew_and_says_so(int major)
    {
        await using var database = await CreateAsync(major);
        await database.ExecuteAsync("INSERT INTO t VALUES (1)");
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("CREATE UNIQUE INDEX CONCURRENTLY two ON t (n)"));
        await database.ExecuteAsync("DELETE FROM t");
        Assert.Equal(1, await database.InvalidIndexesAsync());
        using var migrations = new TestMigrations(("1.sql", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS two ON t (n);"));

        await migrations.Up(database);

        Assert.True(await database.ScalarAsync<bool>("SELECT indisvalid FROM pg_index WHERE indexrelid = 'two'::regclass"));
        Assert.Contains("two", Assert.Single(migrations.Events.Of<WarningEvent>()).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("terminated")]
    [InlineData("cancelled")]
    [InlineData("timed out")]
    public async Task An_index_build_that_ends_half_way_is_cleaned_up_and_begun_anew_by_the_next_run(string how)
    {
        await using var database = await CreateAsync(0);
        await using var snapshot = await SnapshotAsync(database);
        using var migrations = new TestMigrations(("1.sql", "CREATE INDEX CONCURRENTLY named ON t (n);\nCREATE INDEX CONCURRENTLY ON t (n);\nINSERT INTO steps VALUES ('1');"));
        if (how == "timed out")
        {
            migrations.Limits = migrations.Limits with { StatementTimeout = TimeSpan.FromSeconds(1) };
        }

        using var cancel = new CancellationTokenSource();
        var run = migrations.Run(await migrations.PlanUp(database), cancel.Token);
        await database.WaitUntilAsync(WaitsForSnapshots);
        Assert.Equal(1, await database.InvalidIndexesAsync());
        switch (how)
        {
            case "terminated":
                await database.TerminateAsync(await database.WaitForAsync(Backends.Worker));
                Assert.Equal(ErrorIds.ConnectionLost, (await Assert.ThrowsAsync<PgMigrateException>(() => run)).Error.Id);
                Assert.Equal(1, await database.InvalidIndexesAsync());
                break;
            case "cancelled":
                var cancelling = cancel.CancelAsync();
                await snapshot.DisposeAsync();
                await cancelling;
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
                Assert.Equal(0, await database.InvalidIndexesAsync());
                break;
            default:
                await Task.Delay(1200);
                await snapshot.DisposeAsync();
                Assert.Equal(ErrorIds.StatementTimeout, (await Assert.ThrowsAsync<PgMigrateException>(() => run)).Error.Id);
                Assert.Equal(0, await database.InvalidIndexesAsync());
                break;
        }

        await snapshot.DisposeAsync();
        await migrations.Up(database);
        Assert.Equal(2, await database.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid"));
        Assert.Equal(0, await database.InvalidIndexesAsync());
        Assert.Equal(["1"], await database.StepsAsync());
    }

    [SkippableTheory]
    [InlineData("CREATE INDEX CONCURRENTLY named ON t (n);")]
    [InlineData("DROP INDEX CONCURRENTLY there;")]
    [InlineData("REINDEX TABLE CONCURRENTLY t;")]
    public async Task Behind_a_transaction_that_is_open_longer_than_the_lock_time_limit_a_concurrent_statement_waits_and_names_it(string sql)
    {
        await using var database = await CreateAsync(0);
        await database.ExecuteAsync("CREATE INDEX there ON t (n)");
        await using var snapshot = await SnapshotAsync(database);
        using var migrations = new TestMigrations(("1.sql", sql));
        var run = migrations.Up(database);
        await database.WaitUntilAsync(WaitsForSnapshots);
        await Task.Delay(1000);
        var pid = snapshot.ProcessID;
        await snapshot.DisposeAsync();

        Assert.Equal(1, Assert.Single((await run).Steps).Attempts);
        Assert.Contains(migrations.Events.Of<BlockedEvent>(), e => e.Blockers.Any(b => b.Pid == pid));
    }

    [SkippableFact]
    public async Task An_index_build_that_is_blocked_beyond_the_budget_fails_names_the_blocker_and_leaves_nothing_in_the_end()
    {
        await using var database = await CreateAsync(0);
        await using var snapshot = await SnapshotAsync(database);
        using var migrations = new TestMigrations(("1.sql", "CREATE INDEX CONCURRENTLY named ON t (n);"))
        { Limits = new RunLimits { LockTimeout = TimeSpan.FromMilliseconds(300), LockBudget = TimeSpan.FromSeconds(1.5) } };
        var run = migrations.Up(database);
        await Task.Delay(2500);
        var pid = snapshot.ProcessID;
        await snapshot.DisposeAsync();

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => run);

        Assert.Equal(ErrorIds.LockBudgetExhausted, failure.Error.Id);
        Assert.Equal(pid, Assert.Single(failure.Error.Blockers).Pid);
        Assert.Equal(0, await database.InvalidIndexesAsync());
        await migrations.Up(database);
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task What_a_REINDEX_left_that_was_killed_half_way_is_dropped_before_it_is_done_again(int major)
    {
        await using var database = await CreateAsync(major);
        await database.ExecuteAsync("CREATE INDEX there ON t (n)");
        await using var snapshot = await SnapshotAsync(database);
        using var migrations = new TestMigrations(("1.sql", "REINDEX TABLE CONCURRENTLY t;"));
        var run = migrations.Up(database);
        await database.WaitUntilAsync(WaitsForSnapshots + " AND to_regclass('there_ccnew') IS NOT NULL");
        await database.TerminateAsync(await database.WaitForAsync(Backends.Worker));
        await Assert.ThrowsAsync<PgMigrateException>(() => run);
        await snapshot.DisposeAsync();
        Assert.Equal(1, await database.InvalidIndexesAsync());

        await migrations.Up(database);

        Assert.Equal("there", await database.ScalarAsync<string>("SELECT string_agg(indexrelid::regclass::text, ' ') FROM pg_index WHERE indrelid = 't'::regclass"));
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.From14), MemberType = typeof(TestedMajors))]
    public async Task A_DETACH_that_was_killed_half_way_is_finished_by_the_next_run(int major)
    {
        await using var database = await PartitionedAsync(major);
        await using var snapshot = await SnapshotAsync(database, "SELECT count(*) FROM p");
        using var migrations = new TestMigrations(("1.sql", "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;\nINSERT INTO steps VALUES ('1');"));
        migrations.Limits = migrations.Limits with { LockTimeout = TimeSpan.FromSeconds(20) };
        var run = migrations.Up(database);
        await database.WaitUntilAsync("(SELECT bool_or(inhdetachpending) FROM pg_inherits WHERE inhparent = 'p'::regclass)");
        await database.TerminateAsync(await database.WaitForAsync(Backends.Worker));
        await Assert.ThrowsAsync<PgMigrateException>(() => run);
        await snapshot.DisposeAsync();

        await migrations.Up(database);

        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM pg_inherits"));
        Assert.Equal(["1"], await database.StepsAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.From14), MemberType = typeof(TestedMajors))]
    public async Task A_DETACH_behind_a_long_transaction_is_finished_by_a_later_attempt_and_direct_readers_of_the_partition_never_wait_long(int major)
    {
        await using var database = await PartitionedAsync(major);
        await using var snapshot = await SnapshotAsync(database, "SELECT count(*) FROM p");
        using var migrations = new TestMigrations(("1.sql", "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;\nINSERT INTO steps VALUES ('1');"));
        var run = migrations.Up(database);
        await database.WaitUntilAsync("(SELECT bool_or(inhdetachpending) FROM pg_inherits WHERE inhparent = 'p'::regclass)");
        for (var end = DateTime.UtcNow.AddSeconds(1.2); DateTime.UtcNow < end;)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await database.ExecuteAsync("SELECT count(*) FROM p1");
            Assert.True(watch.Elapsed < migrations.Limits.LockTimeout + TimeSpan.FromMilliseconds(500), $"waited {watch.Elapsed}");
        }

        await snapshot.DisposeAsync();
        Assert.True(Assert.Single((await run).Steps).Attempts > 1);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM pg_inherits"));
        Assert.Equal(["1"], await database.StepsAsync());
    }

    private static async Task<TestDatabase> CreateAsync(int major)
    {
        var database = await Steps.CreateAsync(major);
        await database.ExecuteAsync("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
        return database;
    }

    private static async Task<TestDatabase> PartitionedAsync(int major)
    {
        var database = await Steps.CreateAsync(major);
        Skip.If(database.Server.Major < 14, "DETACH PARTITION CONCURRENTLY is there from PostgreSQL 14");
        await database.ExecuteAsync("CREATE TABLE p (n int) PARTITION BY LIST (n); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)");
        return database;
    }

    /// <summary>An open REPEATABLE READ transaction: whatever is concurrent waits for it.</summary>
    private static async Task<NpgsqlConnection> SnapshotAsync(TestDatabase database, string query = "SELECT count(*) FROM t")
    {
        var connection = await database.OpenAsync();
        await using var begin = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ", connection);
        await begin.ExecuteNonQueryAsync();
        await using var read = new NpgsqlCommand(query, connection);
        await read.ExecuteNonQueryAsync();
        return connection;
    }
}
