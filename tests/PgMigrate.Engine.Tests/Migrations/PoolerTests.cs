using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Tests.Migrations;

public sealed class PoolerTests
{
    [SkippableTheory]
    [InlineData("transaction", false)]
    [InlineData("session", true)]
    public async Task A_run_through_a_pooler_that_shares_server_processes_between_transactions_is_refused_and_changes_nothing(string mode, bool works)
    {
        await using var database = await TestDatabase.CreateAsync(name: "pooled_" + Guid.NewGuid().ToString("N")[..8]);
        await using var bouncer = await PgBouncer.StartAsync(database.Server, mode, 5, roundRobin: false);
        using var migrations = new TestMigrations(("1_a.sql", "CREATE TABLE a (id int);"));
        var target = await new ConnectionRoom().ConnectAsync(bouncer.Options(database.Name), NoEvents.Instance, CancellationToken.None);
        var before = await database.SnapshotAsync();
        var plan = await migrations.PlanUp(target);
        if (works)
        {
            await migrations.Run(plan);
            Assert.True(await database.ScalarAsync<bool>("SELECT to_regclass('a') IS NOT NULL"));
            return;
        }

        var error = (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Run(plan))).Error;
        Assert.Equal(ErrorIds.TransactionPooling, error.Id);
        Assert.Contains("pool_mode = session", error.Next, StringComparison.Ordinal);
        Assert.Equal(before, await database.SnapshotAsync());
    }
}
