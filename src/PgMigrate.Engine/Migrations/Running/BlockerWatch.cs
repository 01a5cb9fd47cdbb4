using System.Diagnostics;
using PgMigrate.Engine.Connections;
using PgMigrate.Events;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Looks, from a second session, at who holds up a statement that takes long, and tells. It never gets in the way: what fails here is not worth failing for.</summary>
internal sealed class BlockerWatch : IAsyncDisposable
{
    private static readonly TimeSpan Repeat = TimeSpan.FromSeconds(5);

    private readonly PgSession monitor;
    private readonly int workerPid;
    private readonly IEngineEvents events;
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;
    private readonly object gate = new();
    private string? statement;
    private Budget? budget;
    private long startedAt;
    private TimeSpan patience;
    private long toldAt;
    private IReadOnlyList<PgBlocker> lastSeen = [];

    public BlockerWatch(PgSession monitor, int workerPid, IEngineEvents events)
    {
        this.monitor = monitor;
        this.workerPid = workerPid;
        this.events = events;
        loop = Task.Run(WatchAsync);
    }

    /// <summary>Who held up the last statement that was held up, as last seen.</summary>
    public IReadOnlyList<PgBlocker> LastSeen
    {
        get
        {
            lock (gate)
            {
                return lastSeen;
            }
        }
    }

    /// <summary>A statement is sent now.</summary>
    public void Started(string sql, Budget spending, TimeSpan lockTimeout)
    {
        lock (gate)
        {
            statement = sql;
            budget = spending;
            startedAt = Stopwatch.GetTimestamp();

            // Early enough to see the holder before lock_timeout ends the wait, late enough not to bother a quick statement.
            patience = lockTimeout > TimeSpan.Zero && lockTimeout / 2 < TimeSpan.FromMilliseconds(300)
                ? lockTimeout / 2
                : TimeSpan.FromMilliseconds(300);
        }
    }

    public void Ended()
    {
        lock (gate)
        {
            statement = null;
        }
    }

    /// <summary>A new migration: nobody has been seen holding it up.</summary>
    public void Forget()
    {
        lock (gate)
        {
            lastSeen = [];
            toldAt = 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (!stop.IsCancellationRequested && !monitor.IsBroken)
            {
                await Task.Delay(50, stop.Token).ConfigureAwait(false);
                if (!IsSlow(out var sql, out var spending))
                {
                    continue;
                }

                var blockers = await BlockerQuery.ReadAsync(monitor, workerPid, stop.Token).ConfigureAwait(false);
                if (blockers.Count > 0)
                {
                    Tell(await WaitingAsync().ConfigureAwait(false) ?? sql, spending, blockers);
                }

                await Task.Delay(200, stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or IOException or InvalidOperationException)
        {
            events.Publish(new VerboseEvent($"Who holds locks can no longer be seen: {failure.Message}"));
        }
    }

    /// <summary>What the server says that it runs: of several statements sent at once the one that waits; null where it is hidden.</summary>
    private Task<string?> WaitingAsync() => monitor.ScalarAsync<string>(
        new SqlCommandText("SELECT nullif(query, '') FROM pg_catalog.pg_stat_activity WHERE pid = $1 AND state = 'active'", workerPid), stop.Token);

    private bool IsSlow(out string sql, out Budget spending)
    {
        lock (gate)
        {
            sql = statement ?? "";
            spending = budget!;
            return statement is not null && Stopwatch.GetElapsedTime(startedAt) > patience;
        }
    }

    private void Tell(string sql, Budget spending, IReadOnlyList<PgBlocker> blockers)
    {
        lock (gate)
        {
            var same = lastSeen.Select(b => b.Pid).SequenceEqual(blockers.Select(b => b.Pid));
            lastSeen = blockers;
            if (same && toldAt != 0 && Stopwatch.GetElapsedTime(toldAt) < Repeat)
            {
                return;
            }

            toldAt = Stopwatch.GetTimestamp();
        }

        events.Publish(new BlockedEvent(StatementPreview.Of(sql), spending.Attempt, spending.Spent, spending.Left, blockers));
    }
}
