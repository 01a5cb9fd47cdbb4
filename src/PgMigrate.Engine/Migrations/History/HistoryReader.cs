using System.Data.Common;
using PgMigrate.Engine.Connections;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.History;

/// <summary>Reads the history; a database without one reads as empty.</summary>
internal sealed class HistoryReader(HistoryTables tables)
{
    private static readonly Dictionary<string, AppliedMigration> Nothing = [];

    private static readonly string[] Expected = ["applied", "history_version", "journal", "log", "run"];

    public Task<HistoryState> ReadAsync(PgSession session, CancellationToken cancellationToken) =>
        OrDamagedAsync(session, () => ReadStateAsync(session, cancellationToken));

    public Task<IReadOnlyList<MigrationHistoryEntry>> ReadLogAsync(PgSession session, int limit, CancellationToken cancellationToken) =>
        OrDamagedAsync(session, () => ReadLinesAsync(session, limit, cancellationToken));

    private async Task<HistoryState> ReadStateAsync(PgSession session, CancellationToken cancellationToken)
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

    private async Task<IReadOnlyList<MigrationHistoryEntry>> ReadLinesAsync(PgSession session, int limit, CancellationToken cancellationToken)
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
                SELECT ARRAY(SELECT c.relname::text FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'v') AND c.relname = ANY ($2))
                FROM pg_catalog.pg_namespace n
                WHERE n.nspname = $1
                """,
                tables.SchemaName,
                Expected),
            r => r.GetFieldValue<string[]>(0),
            cancellationToken).ConfigureAwait(false);
        if (found.Count == 0 || !found[0].Contains("history_version", StringComparer.Ordinal))
        {
            return (0, found.Count > 0);
        }

        var version = await session.ScalarAsync<int>(
            new SqlCommandText($"SELECT coalesce(max(version), 0) FROM {tables.Version}"), cancellationToken).ConfigureAwait(false);
        HistorySchema.ThrowIfNewer(version, tables.SchemaName, session.Target.Target);
        if (version == 0)
        {
            throw Damaged(session, "its table history_version is empty", null);
        }

        return Expected.Except(found[0], StringComparer.Ordinal).FirstOrDefault() is { } missing
            ? throw Damaged(session, $"its table {missing} is gone", null)
            : (version, true);
    }

    private async Task<T> OrDamagedAsync<T>(PgSession session, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception failure) when (ServerErrors.Server(failure) is { SqlState: "42P01" or "42703" or "42883" } server)
        {
            throw Damaged(session, server.MessageText, failure);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidCastException)
        {
            throw Damaged(session, failure.Message, failure);
        }
    }

    private PgMigrateException Damaged(PgSession session, string why, Exception? inner) => new(
        new PgError
        {
            Id = ErrorIds.HistoryDamaged,
            Kind = PgErrorKind.InvalidState,
            Database = session.Target.Target,
            What = $"The history in schema '{tables.SchemaName}' of {session.Target.Target} is not as PgMigrate made it: {why}.",
            Next = "Restore the schema from a backup. Or keep the history elsewhere (-Schema <name>), and record there what is applied with Set-PgMigrationVersion (pgmigrate stamp).",
            SqlState = inner is null ? null : ServerErrors.Server(inner)?.SqlState,
        },
        inner);
}
