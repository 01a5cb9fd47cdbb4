using Npgsql;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Connections;

/// <summary>
/// Finds out whether a session stays on one server process. Behind a transaction-pooling proxy it does not: session locks would
/// lock nothing, and SET would change somebody else's session.
/// </summary>
internal static class PoolerCheck
{
    private static readonly TimeSpan NeighbourLimit = TimeSpan.FromSeconds(3);

    /// <exception cref="PgMigrateException">TransactionPooling.</exception>
    public static async Task ThrowIfTransactionPoolingAsync(PgSession session, CancellationToken cancellationToken)
    {
        var first = await PidAsync(session, cancellationToken).ConfigureAwait(false);
        if (first != session.AnnouncedPid && await NeighbourMovesItAsync(session, first, cancellationToken).ConfigureAwait(false))
        {
            throw Pooled(session);
        }

        await ThrowUnlessLockStaysAsync(session, first, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A pooler with one client at work hands it the same process each time. So a neighbour takes a process and holds it: in a pool
    /// that is the session's own, or the one that it would have been given next.
    /// </summary>
    private static async Task<bool> NeighbourMovesItAsync(PgSession session, int pid, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(NeighbourLimit);
        try
        {
            var neighbour = await OpenNeighbourAsync(session, limit.Token).ConfigureAwait(false);
            await using var closing = neighbour.ConfigureAwait(false);
            await neighbour.ExecuteAsync(new SqlCommandText("BEGIN READ ONLY"), limit.Token).ConfigureAwait(false);
            var moved = await PidAsync(neighbour, limit.Token).ConfigureAwait(false) == pid
                || await PidAsync(session, cancellationToken).ConfigureAwait(false) != pid;
            await neighbour.ExecuteAsync(new SqlCommandText("ROLLBACK"), limit.Token).ConfigureAwait(false);
            return moved;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && !session.IsBroken
            && (failure is OperationCanceledException or NpgsqlException or PgMigrateException))
        {
            // No room for a neighbour: a pool of one session, taken. That alone proves that this session keeps its process.
            return false;
        }
    }

    private static async Task ThrowUnlessLockStaysAsync(PgSession session, int pid, CancellationToken cancellationToken)
    {
        var key = Random.Shared.NextInt64();
        await session.ExecuteAsync(new SqlCommandText("SELECT pg_advisory_lock($1)", key), cancellationToken).ConfigureAwait(false);
        var held = await session.ScalarAsync<bool>(
            new SqlCommandText(
                """
                SELECT pg_backend_pid() = $2 AND EXISTS (
                    SELECT FROM pg_locks
                    WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted
                      AND (classid::bigint << 32) | objid::bigint = $1)
                """,
                key,
                pid),
            cancellationToken).ConfigureAwait(false);
        var unlocked = await session.ScalarAsync<bool>(
            new SqlCommandText("SELECT pg_advisory_unlock($1)", key), cancellationToken).ConfigureAwait(false);
        if (!held || !unlocked)
        {
            throw Pooled(session);
        }
    }

    private static Task<int> PidAsync(PgSession session, CancellationToken cancellationToken) =>
        session.ScalarAsync<int>(new SqlCommandText("SELECT pg_backend_pid()"), cancellationToken);

    private static Task<PgSession> OpenNeighbourAsync(PgSession session, CancellationToken cancellationToken) =>
        PgSession.OpenAsync(session.Target, SessionAccess.ReadOnly, "pooler check", NoEvents.Instance, cancellationToken);

    private static PgMigrateException Pooled(PgSession session) => new(new PgError
    {
        Id = ErrorIds.TransactionPooling,
        Kind = PgErrorKind.InvalidState,
        What = $"Between here and {session.Target.Target} there is a proxy that pools transactions: consecutive statements reach different server processes.",
        Next = "Connect to the server itself, or to a port of the proxy that pools sessions (PgBouncer: pool_mode = session).",
        Database = session.Target.Target,
    });
}
