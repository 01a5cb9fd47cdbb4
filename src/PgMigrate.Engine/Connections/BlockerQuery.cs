using System.Data.Common;
using PgMigrate.Events;

namespace PgMigrate.Engine.Connections;

/// <summary>Who holds what a session waits for: its direct blockers, not theirs.</summary>
internal static class BlockerQuery
{
    // pg_blocking_pids gives a prepared transaction as 0: its locks are the ones without a pid in pg_locks. Which of them belong together
    // only their virtualtransaction tells, whose form differs before and after a restart; the lock on its own xid gives it.
    // The query text is cut by the server: it may be as long as track_activity_query_size.
    private const string Sql =
        """
        WITH blocking AS MATERIALIZED (
            SELECT DISTINCT unnest(pg_blocking_pids($1)) AS pid
        ), waiting AS MATERIALIZED (
            SELECT * FROM pg_locks WHERE pid = $1 AND NOT granted
        )
        SELECT b.pid, a.usename::text, a.application_name, coalesce(a.state, 'Unknown') AS state,
               extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS age, left(nullif(a.query, '<insufficient privilege>'), 400) AS query
        FROM blocking b LEFT JOIN pg_stat_activity a ON a.pid = b.pid
        WHERE b.pid <> 0
        UNION ALL
        SELECT DISTINCT 0, p.owner::text, p.gid, 'prepared transaction',
               extract(epoch FROM clock_timestamp() - p.prepared)::float8, NULL
        FROM pg_prepared_xacts p
        JOIN pg_locks own ON own.pid IS NULL AND own.locktype = 'transactionid' AND own.transactionid = p.transaction
        JOIN pg_locks held ON held.pid IS NULL AND held.granted AND held.virtualtransaction = own.virtualtransaction
        JOIN waiting w ON w.locktype = held.locktype
             AND (w.database, w.relation, w.page, w.tuple, w.virtualxid, w.transactionid, w.classid, w.objid, w.objsubid)
                 IS NOT DISTINCT FROM
                 (held.database, held.relation, held.page, held.tuple, held.virtualxid, held.transactionid, held.classid, held.objid, held.objsubid)
        WHERE EXISTS (SELECT FROM blocking WHERE pid = 0)
        ORDER BY 5 DESC NULLS LAST, 1
        """;

    public static Task<IReadOnlyList<PgBlocker>> ReadAsync(PgSession monitor, int waitingPid, CancellationToken cancellationToken) =>
        monitor.QueryAsync(new SqlCommandText(Sql, waitingPid), Read, cancellationToken);

    private static PgBlocker Read(DbDataReader row) => new(
        row.GetInt32(0),
        Text(row, 1),
        Text(row, 2),
        row.GetString(3),
        row.IsDBNull(4) ? null : TimeSpan.FromSeconds(Math.Max(0, row.GetDouble(4))),
        Text(row, 5));

    private static string? Text(DbDataReader row, int column) =>
        row.IsDBNull(column) || row.GetString(column) is not { Length: > 0 } text ? null : text;
}
