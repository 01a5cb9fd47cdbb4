using System.Data.Common;
using PgMigrate.Engine.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.History;

/// <summary>Reads the history; a database without one reads as empty.</summary>
internal sealed class HistoryReader(HistoryTables tables)
{
    private static readonly Dictionary<string, AppliedMigration> Nothing = [];

    public async Task<HistoryState> ReadAsync(PgSession session, CancellationToken cancellationToken)
    {
        var (version, schemaExists) = await ReadVersionAsync(session, cancellationToken).ConfigureAwait(false);
        if (version == 0)
        {
            return new HistoryState(0, schemaExists, Nothing, []);
        }

        var applied = await session.QueryAsync(
            new SqlCommandText($"""
                SELECT revision, name, kind, checksum, parents, applied_at, applied_by, run_id, duration_ms, stamped, verified
                FROM {tables.Applied}
                """),
            ReadApplied,
            cancellationToken).ConfigureAwait(false);
        var journal = await session.QueryAsync(
            new SqlCommandText($"""
                SELECT revision, direction, statement, hash, verb, state, detail
                FROM {tables.Journal}
                ORDER BY revision, direction, statement
                """),
            r => new JournalLine(
                r.GetString(0), r.GetString(1) == "down", r.GetInt32(2), r.GetString(3), r.GetString(4), r.GetString(5) == "done", Text(r, 6)),
            cancellationToken).ConfigureAwait(false);
        return new HistoryState(version, schemaExists, applied.ToDictionary(a => a.Revision, StringComparer.Ordinal), journal);
    }

    public async Task<IReadOnlyList<MigrationHistoryEntry>> ReadLogAsync(PgSession session, int limit, CancellationToken cancellationToken)
    {
        var (version, _) = await ReadVersionAsync(session, cancellationToken).ConfigureAwait(false);
        if (version == 0)
        {
            return [];
        }

        var database = session.Target.Target;
        return await session.QueryAsync(
            new SqlCommandText(
                $"""
                SELECT l.id, l.at, l.run_id, l.action, l.outcome, l.revision, l.name, l.checksum, l.duration_ms,
                       r.user_name, r.os_user, r.host_name, r.tool_version, r.backup, r.reason, l.message, l.sqlstate
                FROM {tables.Log} l JOIN {tables.Run} r ON r.id = l.run_id
                ORDER BY l.id DESC
                LIMIT NULLIF($1, 0)
                """,
                limit),
            r => new MigrationHistoryEntry
            {
                Id = r.GetInt64(0),
                At = Time(r, 1),
                RunId = r.GetGuid(2),
                Action = HistoryWords.Action(r.GetString(3)),
                Outcome = HistoryWords.Outcome(r.GetString(4)),
                Revision = Text(r, 5),
                Name = Text(r, 6),
                Checksum = Text(r, 7),
                Duration = TimeSpan.FromMilliseconds(r.GetInt64(8)),
                UserName = r.GetString(9),
                OsUser = Text(r, 10),
                HostName = Text(r, 11),
                ToolVersion = Text(r, 12),
                Backup = Text(r, 13),
                Reason = Text(r, 14),
                Message = Text(r, 15),
                SqlState = Text(r, 16),
                Database = database,
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static AppliedMigration ReadApplied(DbDataReader r) => new(
        r.GetString(0),
        r.GetString(1),
        r.GetString(2) == "repeatable",
        r.GetString(3),
        HistoryWords.Revisions(r.GetString(4)),
        Time(r, 5),
        r.GetString(6),
        r.GetGuid(7),
        TimeSpan.FromMilliseconds(r.GetInt64(8)),
        r.GetBoolean(9),
        r.IsDBNull(10) ? null : r.GetBoolean(10));

    private static string? Text(DbDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);

    private static DateTimeOffset Time(DbDataReader r, int column) =>
        new(DateTime.SpecifyKind(r.GetFieldValue<DateTime>(column), DateTimeKind.Utc));

    private async Task<(int Version, bool SchemaExists)> ReadVersionAsync(PgSession session, CancellationToken cancellationToken)
    {
        var found = await session.QueryAsync(
            new SqlCommandText(
                """
                SELECT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'history_version')
                FROM pg_catalog.pg_namespace n
                WHERE n.nspname = $1
                """,
                tables.SchemaName),
            r => r.GetBoolean(0),
            cancellationToken).ConfigureAwait(false);
        if (found.Count == 0 || !found[0])
        {
            return (0, found.Count > 0);
        }

        var version = await session.ScalarAsync<int>(
            new SqlCommandText($"SELECT coalesce(max(version), 0) FROM {tables.Version}"), cancellationToken).ConfigureAwait(false);
        HistorySchema.ThrowIfNewer(version, tables.SchemaName, session.Target.Target);
        return (version, true);
    }
}
