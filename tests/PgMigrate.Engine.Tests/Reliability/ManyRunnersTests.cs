using System.Globalization;
using Npgsql;
using PgMigrate.Engine.Tests.Cli;
using PgMigrate.Engine.Tests.Migrations;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Reliability;

public sealed class ManyRunnersTests
{
    private static (string, string)[] Files { get; } =
    [
        ("1.sql", "INSERT INTO steps VALUES ('1');"),
        ("2.sql", "INSERT INTO steps VALUES ('2.1');\nCREATE INDEX CONCURRENTLY ON steps (name);\nINSERT INTO steps VALUES ('2.2');"),
        ("3.sql", "SELECT pg_sleep(0.2);\nINSERT INTO steps VALUES ('3');"),
    ];

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task Of_twenty_runs_at_once_one_does_each_migration_once_and_the_others_say_that_nothing_was_left(int major)
    {
        await using var database = await Steps.CreateAsync(major);
        using var migrations = new TestMigrations(Files) { Limits = new RunLimits { LockBudget = TimeSpan.FromMinutes(2) } };

        // All plans are made before any run: each wants to do everything.
        var plans = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => migrations.PlanUp(database)));
        var runs = await Task.WhenAll(plans.Select(plan => migrations.Run(plan)));

        Assert.Equal(["1", "2.1", "2.2", "3"], await database.StepsAsync());
        Assert.Equal(["1", "2", "3"], Assert.Single(runs, r => r.Outcome == MigrationOutcome.Succeeded).Steps.Select(s => s.Revision));
        Assert.Equal(19, runs.Count(r => r.Outcome == MigrationOutcome.NothingToDo));
        Assert.Equal(19, migrations.Events.Of<VerboseEvent>().Count(e => e.Message.Contains("nothing is left to do", StringComparison.Ordinal)));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM pgmigrate.run"));
        Assert.Equal(0, await database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'PgMigrate run%' AND pid <> pg_backend_pid()"));
    }

    [SkippableFact]
    public async Task Of_four_processes_at_once_each_ends_well_and_each_statement_is_done_once()
    {
        await using var database = await Steps.CreateAsync(0);
        using var migrations = new TestMigrations(Files);
        var url = new NpgsqlConnectionStringBuilder(database.ConnectionString).ConnectionString;

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CliProcess.RunAsync("up", "--url", url, "--path", migrations.Path, "--yes", "--json")));

        Assert.All(results, r => r.Ended(0));
        Assert.Equal(["1", "2.1", "2.2", "3"], await database.StepsAsync());
        Assert.Equal(3, await database.ScalarAsync<long>("SELECT count(*) FROM pgmigrate.log"));
    }

    [SkippableFact]
    public async Task A_run_that_waits_longer_than_its_budget_for_another_one_fails_and_names_it()
    {
        await using var database = await Steps.CreateAsync(0, pace: 3);
        using var migrations = new TestMigrations(("1.sql", "SELECT pg_sleep(s) FROM pace;"));
        var first = migrations.Up(database);
        await database.WaitForAsync(Backends.Worker, "SELECT pg_sleep(s)%", "active");
        using var impatient = new TestMigrations(("1.sql", "SELECT pg_sleep(s) FROM pace;")) { Limits = new RunLimits { LockBudget = TimeSpan.FromMilliseconds(500) } };

        var failure = await Assert.ThrowsAsync<PgMigrate.Errors.PgMigrateException>(() => impatient.Up(database));

        Assert.Equal(PgMigrate.Errors.ErrorIds.RunLockTimeout, failure.Error.Id);
        var holder = Assert.Single(failure.Error.Blockers);
        Assert.Equal(Backends.RunLock, holder.ApplicationName);
        Assert.Contains(holder.Pid.ToString(CultureInfo.InvariantCulture), failure.Error.Next, StringComparison.Ordinal);
        Assert.Equal(MigrationOutcome.Succeeded, (await first).Outcome);
    }
}
