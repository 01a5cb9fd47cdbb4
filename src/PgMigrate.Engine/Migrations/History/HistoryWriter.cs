using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.History;

/// <summary>The commands that change the history, to be sent in the transaction of what they record.</summary>
internal sealed class HistoryWriter(HistoryTables tables, Guid runId)
{
    public SqlCommandText BeginRun(RunRecord run) => new(
        $"""
        INSERT INTO {tables.Run} (id, action, target, from_revisions, plan_hash, os_user, host_name, tool_version, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        run.Id, HistoryWords.Of(run.Action), run.Target, HistoryWords.Of(run.From), run.PlanHash, run.OsUser, run.HostName,
        run.ToolVersion, run.Reason);

    /// <summary>Whoever holds the run lock knows that no other run is alive.</summary>
    public SqlCommandText CloseInterruptedRuns() => new(
        $"UPDATE {tables.Run} SET outcome = 'interrupted' WHERE finished_at IS NULL AND outcome IS NULL AND id <> $1", runId);

    public SqlCommandText EndRun(MigrationOutcome outcome, IEnumerable<string> current) => new(
        $"UPDATE {tables.Run} SET finished_at = pg_catalog.clock_timestamp(), outcome = $2, to_revisions = $3 WHERE id = $1",
        runId, HistoryWords.Of(outcome), HistoryWords.Of(current));

    /// <summary>Records a migration as applied, with its line of the log.</summary>
    /// <param name="source">The migration.</param>
    /// <param name="parents">What it follows.</param>
    /// <param name="action">Up, Repeat or Stamp.</param>
    /// <param name="duration">Null for the time since the transaction began.</param>
    /// <param name="verified">Whether its verify script passed.</param>
    public SqlCommandText Apply(MigrationSource source, IEnumerable<string> parents, MigrationAction action, TimeSpan? duration, bool? verified)
    {
        // A repeatable may be there already; a versioned one that is means that two runs met, which must fail.
        var again = source.File.IsRepeatable
            ? "ON CONFLICT (revision) DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at, applied_by = excluded.applied_by, run_id = excluded.run_id, duration_ms = excluded.duration_ms, stamped = excluded.stamped, verified = excluded.verified"
            : "";
        return new SqlCommandText(
            $"""
            WITH line AS (
                INSERT INTO {tables.Log} (run_id, action, outcome, revision, name, checksum, duration_ms)
                VALUES ($1, $2, 'succeeded', $3, $4, $5, {Took}))
            INSERT INTO {tables.Applied} (revision, name, kind, checksum, parents, run_id, duration_ms, stamped, verified)
            VALUES ($3, $4, $7, $5, $8, $1, {Took}, $9, $10)
            {again}
            """,
            runId, HistoryWords.Of(action), source.Revision, source.File.Name, source.File.Checksum, Milliseconds(duration),
            source.File.IsRepeatable ? "repeatable" : "versioned", HistoryWords.Of(parents), action == MigrationAction.Stamp,
            verified);
    }

    /// <summary>Takes a migration out of what is applied, with its line of the log.</summary>
    public SqlCommandText Remove(string revision, string name, string? checksum, MigrationAction action, TimeSpan? duration) => new(
        $"""
        WITH line AS (
            INSERT INTO {tables.Log} (run_id, action, outcome, revision, name, checksum, duration_ms)
            VALUES ($1, $2, 'succeeded', $3, $4, $5, {Took}))
        DELETE FROM {tables.Applied} WHERE revision OPERATOR(pg_catalog.=) $3
        """,
        runId, HistoryWords.Of(action), revision, name, checksum, Milliseconds(duration));

    public SqlCommandText Log(LogLine line) => new(
        $"""
        INSERT INTO {tables.Log} (run_id, action, outcome, revision, name, checksum, duration_ms, message, sqlstate)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        runId, HistoryWords.Of(line.Action), HistoryWords.Of(line.Outcome), line.Revision, line.Name, line.Checksum,
        Milliseconds(line.Duration), line.Message, line.SqlState);

    public SqlCommandText SetVerified(string revision, bool verified) => new(
        $"UPDATE {tables.Applied} SET verified = $2 WHERE revision = $1", revision, verified);

    public SqlCommandText SetChecksum(string revision, string checksum) => new(
        $"UPDATE {tables.Applied} SET checksum = $2 WHERE revision = $1", revision, checksum);

    /// <summary>A statement is about to run on its own; its effect must be looked at if nothing more is heard.</summary>
    public SqlCommandText StatementStarted(JournalLine line) => new(
        $"""
        INSERT INTO {tables.Journal} (revision, direction, statement, hash, verb, state, run_id, detail)
        VALUES ($1, $2, $3, $4, $5, 'started', $6, $7)
        ON CONFLICT (revision, direction, statement) DO UPDATE SET at = pg_catalog.clock_timestamp(), run_id = excluded.run_id
        """,
        line.Revision, Direction(line.Down), line.Statement, line.Hash, line.Verb, runId, line.Detail);

    /// <summary>A statement is done; sent in its own transaction where it may share one.</summary>
    public SqlCommandText StatementDone(JournalLine line, bool wasStarted) => wasStarted
        ? new SqlCommandText(
            $"UPDATE {tables.Journal} SET state = 'done', at = pg_catalog.clock_timestamp() WHERE revision = $1 AND direction = $2 AND statement = $3",
            line.Revision, Direction(line.Down), line.Statement)
        : new SqlCommandText(
            $"""
            INSERT INTO {tables.Journal} (revision, direction, statement, hash, verb, state, run_id, detail)
            VALUES ($1, $2, $3, $4, $5, 'done', $6, $7)
            """,
            line.Revision, Direction(line.Down), line.Statement, line.Hash, line.Verb, runId, line.Detail);

    public SqlCommandText ForgetStatement(string revision, bool down, int statement) => new(
        $"DELETE FROM {tables.Journal} WHERE revision = $1 AND direction = $2 AND statement = $3",
        revision, Direction(down), statement);

    public SqlCommandText ClearJournal(string revision) => new(
        $"DELETE FROM {tables.Journal} WHERE revision = $1", revision);

    private static string Direction(bool down) => down ? "down" : "up";

    private const string Took = 
        "coalesce($6, (extract(epoch FROM pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) pg_catalog.transaction_timestamp()) OPERATOR(pg_catalog.*) 1000)::bigint)";

    private static long? Milliseconds(TimeSpan? duration) => (long?)duration?.TotalMilliseconds;
}
