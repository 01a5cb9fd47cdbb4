using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// While it waits, a concurrent statement on indexes holds up nobody who reads or writes, so it may wait for the whole budget
/// at once; with a short limit it would fail behind every transaction that is open a little longer. DETACH … CONCURRENTLY is
/// not one of them: its second half queues for the partition with a lock that readers of the partition then wait behind.
/// However long a limit was, the one that the script has set comes back.
/// </summary>
internal sealed class LockPatience : IAsyncDisposable
{
    private readonly PgSession worker;
    private readonly string before;

    private LockPatience(PgSession worker, TimeSpan? limit, string before)
    {
        this.worker = worker;
        this.before = before;
        Limit = limit;
    }

    /// <summary>The limit while it lasts; null for the usual one.</summary>
    public TimeSpan? Limit { get; }

    public static async Task<LockPatience> TakeAsync(
        RunContext run, StatementEffect effect, Budget budget, CancellationToken cancellationToken)
    {
        var before = (await run.Worker.ScalarAsync<string>(new SqlCommandText("SELECT " + RunLock.Current), cancellationToken).ConfigureAwait(false))!;
        if (effect is not (CreateIndexConcurrently or DropIndexConcurrently or ReindexConcurrently))
        {
            return new LockPatience(run.Worker, null, before);
        }

        budget.Sending();
        var limit = budget.Left;
        await run.Worker.ExecuteAsync(SessionReset.LockTimeout(limit), cancellationToken).ConfigureAwait(false);
        return new LockPatience(run.Worker, limit, before);
    }

    /// <summary>The limit is again what it was.</summary>
    public async ValueTask DisposeAsync()
    {
        if (worker.IsBroken)
        {
            return;
        }

        try
        {
            await worker.ExecuteAsync(
                new SqlCommandText("SELECT pg_catalog.set_config('lock_timeout', $1, false)", before), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (ServerErrors.IsFromDriver(failure))
        {
            // What made this fail makes the next statement fail, which says so.
        }
    }
}
