using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Tests.Connections;

public class PoolerCheckTests
{
    [SkippableTheory]
    [InlineData(1, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public async Task A_proxy_that_pools_transactions_is_refused_for_writing_and_serves_reading(int poolSize, bool roundRobin)
    {
        await using var database = await TestDatabase.CreateAsync(name: "pooled_" + Guid.NewGuid().ToString("N")[..8]);
        await using var bouncer = await PgBouncer.StartAsync(database.Server, "transaction", poolSize, roundRobin);
        if (poolSize > 1)
        {
            await bouncer.WarmUpAsync(database.Name, poolSize);
        }

        var target = await new ConnectionRoom().ConnectAsync(bouncer.Options(database.Name), NoEvents.Instance, default);
        await using (var reader = await PgSession.OpenAsync(target, SessionAccess.ReadOnly, "test", NoEvents.Instance, default))
        {
            Assert.Equal(database.Name, await reader.ScalarAsync<string>(new SqlCommandText("SELECT current_database()"), default));
        }

        var refusal = await Assert.ThrowsAsync<PgMigrateException>(
            () => PgSession.OpenAsync(target, SessionAccess.Write, "test", NoEvents.Instance, default));

        Assert.Equal(ErrorIds.TransactionPooling, refusal.Error.Id);

        // Other clients of the pool find nothing changed: neither by the reader nor by the refused writer.
        foreach (var settings in await bouncer.SettingsOfEachProcessAsync(database.Name, poolSize))
        {
            Assert.Equal("off 0 0", settings);
        }
    }

    [SkippableFact]
    public async Task A_proxy_that_pools_sessions_passes()
    {
        await using var database = await TestDatabase.CreateAsync(name: "pooled_" + Guid.NewGuid().ToString("N")[..8]);
        await using var bouncer = await PgBouncer.StartAsync(database.Server, "session", 5, roundRobin: false);

        var target = await new ConnectionRoom().ConnectAsync(bouncer.Options(database.Name), NoEvents.Instance, default);
        await using var session = await PgSession.OpenAsync(target, SessionAccess.Write, "test", NoEvents.Instance, default);

        Assert.NotEqual(session.AnnouncedPid, session.BackendPid);
        Assert.Equal(session.BackendPid, await session.ScalarAsync<int>(new SqlCommandText("SELECT pg_backend_pid()"), default));
        Assert.Equal("0", await session.ScalarAsync<string>(new SqlCommandText("SHOW lock_timeout"), default));
        await PoolerCheck.ThrowIfTransactionPoolingAsync(session, default);
    }

    [SkippableFact]
    public async Task A_session_pool_that_is_exhausted_by_this_session_passes()
    {
        await using var database = await TestDatabase.CreateAsync(name: "pooled_" + Guid.NewGuid().ToString("N")[..8]);
        await using var bouncer = await PgBouncer.StartAsync(database.Server, "session", 1, roundRobin: false);

        var target = await new ConnectionRoom().ConnectAsync(bouncer.Options(database.Name), NoEvents.Instance, default);
        await using var session = await PgSession.OpenAsync(target, SessionAccess.Write, "test", NoEvents.Instance, default);

        Assert.Equal(1, await session.ScalarAsync<int>(new SqlCommandText("SELECT 1"), default));
    }

    [SkippableFact]
    public async Task A_server_without_a_proxy_passes_and_no_lock_stays()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await PgSessionTests.Open(database, SessionAccess.Write);

        await PoolerCheck.ThrowIfTransactionPoolingAsync(session, default);

        Assert.Equal(0, await session.ScalarAsync<long>(
            new SqlCommandText("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"), default));
    }
}
