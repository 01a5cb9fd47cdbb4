using Npgsql;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Tests.Servers;

namespace PgMigrate.Engine.Tests.Connections;

public class BlockerQueryTests
{
    [SkippableFact]
    public async Task Whoever_holds_the_lock_is_named_with_what_it_does()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE t (a int)");
        await using var holder = await database.OpenAsync();
        await Run(holder, "BEGIN; LOCK TABLE t");
        await using var waiter = await PgSessionTests.Open(database, SessionAccess.Write);
        await using var monitor = await PgSessionTests.Open(database, SessionAccess.ReadOnly);
        using var stop = new CancellationTokenSource();
        var waiting = waiter.ExecuteUserStatementAsync("ALTER TABLE t ADD b int", stop.Token);
        await PgSessionTests.WaitUntil(holder, $"SELECT cardinality(pg_blocking_pids({waiter.BackendPid})) > 0");

        var blocker = Assert.Single(await BlockerQuery.ReadAsync(monitor, waiter.BackendPid, default));

        Assert.Equal(holder.ProcessID, blocker.Pid);
        Assert.Equal("postgres", blocker.UserName);
        Assert.Equal("PgMigrate tests", blocker.ApplicationName);
        Assert.NotNull(blocker.TransactionAge);
        Assert.Contains("pg_blocking_pids", blocker.Query, StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [SkippableFact]
    public async Task A_prepared_transaction_is_named_by_its_gid()
    {
        await using var database = await TestDatabase.CreateAsync();
        Skip.If(await database.ScalarAsync<string>("SHOW max_prepared_transactions") == "0", "the server allows no prepared transactions");
        await database.ExecuteAsync("CREATE TABLE t (a int)");
        await using var holder = await database.OpenAsync();
        var gid = "left over " + Guid.NewGuid();
        await Run(holder, $"BEGIN; LOCK TABLE t; PREPARE TRANSACTION '{gid}'");
        try
        {
            await using var waiter = await PgSessionTests.Open(database, SessionAccess.Write);
            await using var monitor = await PgSessionTests.Open(database, SessionAccess.ReadOnly);
            using var stop = new CancellationTokenSource();
            var waiting = waiter.ExecuteUserStatementAsync("ALTER TABLE t ADD b int", stop.Token);
            await PgSessionTests.WaitUntil(holder, $"SELECT 0 = ANY (pg_blocking_pids({waiter.BackendPid}))");

            var blocker = Assert.Single(await BlockerQuery.ReadAsync(monitor, waiter.BackendPid, default));

            Assert.Equal((0, gid, "prepared transaction"), (blocker.Pid, blocker.ApplicationName, blocker.State));
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }
        finally
        {
            await Run(holder, $"ROLLBACK PREPARED '{gid}'");
        }
    }

    [SkippableFact]
    public async Task What_the_server_hides_from_a_role_is_told_as_unknown()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE t (a int)");
        await using var role = await TestRole.CreateAsync(database.Server, "LOGIN");
        await using var holder = await database.OpenAsync();
        await Run(holder, "BEGIN; LOCK TABLE t");
        await using var waiter = await PgSessionTests.Open(database, SessionAccess.Write);
        var target = await database.Server.ConnectAsync(database.Name, role.Name, role.Password);
        await using var monitor = await PgSession.OpenAsync(target, SessionAccess.ReadOnly, "test", PgMigrate.Events.NoEvents.Instance, default);
        using var stop = new CancellationTokenSource();
        var waiting = waiter.ExecuteUserStatementAsync("ALTER TABLE t ADD b int", stop.Token);
        await PgSessionTests.WaitUntil(holder, $"SELECT cardinality(pg_blocking_pids({waiter.BackendPid})) > 0");

        var blocker = Assert.Single(await BlockerQuery.ReadAsync(monitor, waiter.BackendPid, default));

        Assert.Equal((holder.ProcessID, "Unknown", null), (blocker.Pid, blocker.State, blocker.Query));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [SkippableFact]
    public async Task A_session_that_waits_for_nobody_has_no_blockers()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await PgSessionTests.Open(database, SessionAccess.ReadOnly);

        Assert.Empty(await BlockerQuery.ReadAsync(session, session.BackendPid, default));
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
