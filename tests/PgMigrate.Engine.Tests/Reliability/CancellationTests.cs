using PgMigrate.Engine.Tests.Migrations;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Reliability;

public sealed class CancellationTests
{
    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task Cancelled_in_a_transaction_a_run_ends_once_the_server_has_stopped_and_nothing_of_the_migration_is_left(int major)
    {
        await using var database = await Steps.CreateAsync(major);
        using var migrations = new TestMigrations(("1.sql", "INSERT INTO steps VALUES ('1');\nSELECT pg_sleep(s) FROM pace;"));

        await CancelAsync(database, migrations, "SELECT pg_sleep(s)%");

        Assert.Empty(await database.StepsAsync());
        Assert.Equal(MigrationState.Pending, Assert.Single(await migrations.Status(database)).State);
        await database.PaceAsync(0);
        Assert.Equal(MigrationOutcome.Succeeded, (await migrations.Up(database)).Outcome);
        Assert.Equal(["1"], await database.StepsAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task Cancelled_between_transactions_a_run_is_resumed_at_the_statement_at_which_it_stopped(int major)
    {
        await using var database = await Steps.CreateAsync(major);
        using var migrations = new TestMigrations(("1.sql", """
            INSERT INTO steps VALUES ('1.1');
            CREATE INDEX CONCURRENTLY ON steps (name);
            WITH w AS (SELECT pg_sleep(s) FROM pace) INSERT INTO steps SELECT '1.2' FROM w;
            INSERT INTO steps VALUES ('1.3');
            """));

        await CancelAsync(database, migrations, "WITH w AS%");

        Assert.Equal(["1.1"], await database.StepsAsync());
        var status = Assert.Single(await migrations.Status(database));
        Assert.Equal((MigrationState.HalfDone, 2), (status.State, status.StatementsDone!.Value));
        await database.PaceAsync(0);
        var run = await migrations.Up(database);
        Assert.True(Assert.Single(run.Steps).Resumed);
        Assert.Equal(["1.1", "1.2", "1.3"], await database.StepsAsync());
    }

    private static async Task CancelAsync(TestDatabase database, TestMigrations migrations, string statement)
    {
        using var cancel = new CancellationTokenSource();
        var run = migrations.Run(await migrations.PlanUp(database), cancel.Token);
        await database.WaitForAsync(Backends.Worker, statement, "active");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(0, await database.ActiveAsync());
        var entry = Assert.Single(await migrations.History(database));
        Assert.Equal(("1", MigrationOutcome.Cancelled), (entry.Revision, entry.Outcome));
        Assert.Equal("cancelled", await database.ScalarAsync<string>("SELECT outcome FROM pgmigrate.run WHERE finished_at IS NOT NULL"));
    }
}
