using System.Data.Common;
using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Connections;

/// <summary>The databases of a server.</summary>
internal static class DatabaseQuery
{
    // pg_database_size needs CONNECT, or the role pg_read_all_stats; asking without either is an error.
    private const string Sql =
        """
        SELECT d.datname::text, pg_get_userbyid(d.datdba)::text, pg_encoding_to_char(d.encoding)::text, d.datcollate::text,
               CASE WHEN has_database_privilege(d.oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'USAGE') THEN pg_database_size(d.oid) END,
               d.datconnlimit, d.datallowconn, d.datistemplate,
               (SELECT count(*)::int FROM pg_stat_activity a WHERE a.datid = d.oid AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()),
               shobj_description(d.oid, 'pg_database')
        FROM pg_database d
        WHERE $1 OR (d.datallowconn AND NOT d.datistemplate)
        ORDER BY d.datname
        """;

    public static async Task<IReadOnlyList<PgDatabase>> ReadAsync(
        TargetConnection connection, bool includeTemplates, IEngineEvents events, CancellationToken cancellationToken)
    {
        var session = await PgSession.OpenAsync(connection, SessionAccess.ReadOnly, "databases", events, cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        try
        {
            return await session.QueryAsync(
                new SqlCommandText(Sql, includeTemplates), row => Read(row, connection), cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException failure)
        {
            throw new PgMigrateException(ServerErrors.ToError(failure, connection), failure);
        }
    }

    private static PgDatabase Read(DbDataReader row, TargetConnection connection) => new()
    {
        Name = row.GetString(0),
        Owner = row.GetString(1),
        Encoding = row.GetString(2),
        Collation = row.GetString(3),
        SizeBytes = row.IsDBNull(4) ? null : row.GetInt64(4),
        ConnectionLimit = row.GetInt32(5),
        AllowsConnections = row.GetBoolean(6),
        IsTemplate = row.GetBoolean(7),
        Sessions = row.GetInt32(8),
        Comment = row.IsDBNull(9) ? null : row.GetString(9),
        Connection = connection.WithDatabase(row.GetString(0)),
    };
}
