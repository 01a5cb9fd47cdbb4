using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// Lets one run at a time into a history. Two session advisory locks, their keys derived from the schema's name so that
/// no other product shares them: the run's, on a session of its own that does nothing else; and the worker's, which the
/// session that changes things holds, so that a statement still running for a runner that died keeps the next one out.
/// They are polled, never waited for: a session that waits in pg_advisory_lock while another builds an index
/// concurrently ends in "deadlock detected".
/// </summary>
internal sealed class RunLock : IAsyncDisposable
{
    /// <summary>What lock_timeout is at the moment, as an expression.</summary>
    public const string Current = "pg_catalog.current_setting('lock_timeout')";

    // No time limit: the server refuses it as one, and so a lock that is gone becomes an error without a further round trip.
    private const string TakenOver = "another run holds the lock";

    private readonly PgSession session;
    private readonly long workerKey;

    private RunLock(PgSession session, long workerKey)
    {
        this.session = session;
        this.workerKey = workerKey;
    }

    /// <summary>The session that holds the run's lock; it may be used to look at others meanwhile.</summary>
    public PgSession Session => session;

    /// <summary>Takes the worker's lock again, on the session that changes things; never waits. Fails when another run has it: see <see cref="IsTakenOver"/>.</summary>
    public SqlCommandText HoldWorker => HoldWorkerAndSet(Current, "");

    /// <summary>The same, and in the same statement sets lock_timeout to the expression <paramref name="lockTimeout"/> and further settings.</summary>
    public SqlCommandText HoldWorkerAndSet(string lockTimeout, string furtherSettings) => new(
        $"SELECT pg_catalog.set_config('lock_timeout', CASE WHEN pg_catalog.pg_try_advisory_lock($1) THEN {lockTimeout} ELSE '{TakenOver}' END, false){furtherSettings}",
        workerKey);

    public static async Task<RunLock> TakeAsync(
        PgConnection target, string schema, TimeSpan limit, IEngineEvents events, CancellationToken cancellationToken)
    {
        var session = await PgSession.OpenAsync(target, SessionAccess.ReadOnly, "run lock", events, cancellationToken).ConfigureAwait(false);
        try
        {
            await PoolerCheck.ThrowIfTransactionPoolingAsync(session, cancellationToken).ConfigureAwait(false);

            // It is this run's own session by now; what is set on it stays with it.
            await session.ExecuteAsync(
                new SqlCommandText("SELECT " + SessionReset.StayAlive(target.ServerVersionNumber)), cancellationToken).ConfigureAwait(false);
            var taken = new RunLock(session, Key("worker", schema));
            await taken.PollAsync(session, Key("run", schema), limit, "Another run", events, cancellationToken).ConfigureAwait(false);
            return taken;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for what a dead runner left at work, then holds the worker's lock on <paramref name="worker"/>.</summary>
    public Task WaitForOrphanAsync(PgSession worker, TimeSpan limit, IEngineEvents events, CancellationToken cancellationToken) =>
        PollAsync(worker, workerKey, limit, "A session of an earlier run, whose program is gone,", events, cancellationToken);

    /// <summary>True for the failure of <see cref="HoldWorker"/>: the run's session was ended, and another run came in.</summary>
    public static bool IsTakenOver(Exception failure) =>
        ServerErrors.Server(failure) is { SqlState: "22023" } server && server.MessageText.Contains(TakenOver, StringComparison.Ordinal);

    public static PgError TakenOverError(PgConnection target) => new()
    {
        Id = ErrorIds.RunLockTimeout,
        Kind = PgErrorKind.Blocked,
        Database = target.Target,
        What = $"Another run has taken over in {target.Target}: the session that held this run's lock was ended.",
        Next = "Find out who ended it (the server's log says), wait for the other run, then run the same command again.",
    };

    public ValueTask DisposeAsync() => session.DisposeAsync();

    private static long Key(string what, string schema) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"PgMigrate {what} {schema}")));

    private async Task PollAsync(
        PgSession on, long key, TimeSpan limit, string who, IEngineEvents events, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        var told = false;
        while (!await on.ScalarAsync<bool>(new SqlCommandText("SELECT pg_catalog.pg_try_advisory_lock($1)", key), cancellationToken).ConfigureAwait(false))
        {
            if (!told || waited.Elapsed > limit)
            {
                var holders = await HoldersAsync(key, cancellationToken).ConfigureAwait(false);
                if (waited.Elapsed > limit)
                {
                    throw TimedOut(who, limit, holders);
                }

                events.Publish(new VerboseEvent($"{who} is at work in {on.Target.Target}: {string.Join("; ", holders)}. Waiting for it to end."));
                told = true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100 + Random.Shared.Next(150)), cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<IReadOnlyList<PgBlocker>> HoldersAsync(long key, CancellationToken cancellationToken) => session.QueryAsync(
        new SqlCommandText(
            """
            SELECT a.pid, a.usename, a.application_name, coalesce(a.state, 'Unknown'),
                   extract(epoch FROM clock_timestamp() - a.xact_start)::float8, left(a.query, 200)
            FROM pg_catalog.pg_locks l
            JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
              AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
              AND (l.classid::bigint << 32) | l.objid::bigint = $1
            """,
            key),
        r => new PgBlocker(
            r.GetInt32(0), r.IsDBNull(1) ? null : r.GetString(1), r.IsDBNull(2) ? null : r.GetString(2), r.GetString(3),
            r.IsDBNull(4) ? null : TimeSpan.FromSeconds(r.GetDouble(4)), r.IsDBNull(5) ? null : r.GetString(5)),
        cancellationToken);

    private PgMigrateException TimedOut(string who, TimeSpan limit, IReadOnlyList<PgBlocker> holders) => new(new PgError
    {
        Id = ErrorIds.RunLockTimeout,
        Kind = PgErrorKind.Blocked,
        Database = session.Target.Target,
        What = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{who} was still at work in {session.Target.Target} after {limit.TotalSeconds:0.#} s; nothing was changed."),
        Next = holders.Count > 0
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Wait for it and run the command again, or give -LockBudget more time. If it must go: SELECT pg_terminate_backend({holders[0].Pid}).")
            : "Run the command again.",
        Blockers = holders,
    });
}
