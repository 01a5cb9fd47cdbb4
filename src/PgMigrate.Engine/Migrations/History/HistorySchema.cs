using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.History;

/// <summary>
/// The history's tables, in versions. A step is never edited once released; a change is a further step. Users may read
/// the tables: every column says in its comment what it holds. No foreign keys: one writer, and each would be checked
/// with every migration.
/// </summary>
internal static class HistorySchema
{
    /// <summary>The version that this program writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The statements that bring a history of <paramref name="from"/> (0: none) to <see cref="CurrentVersion"/>; they belong in one transaction.</summary>
    public static IReadOnlyList<string> Upgrade(HistoryTables tables, int from, bool schemaExists, string toolVersion)
    {
        var statements = new List<string>();
        if (from == 0 && !schemaExists)
        {
            statements.Add($"CREATE SCHEMA {tables.Schema}");
        }

        if (from < 1)
        {
            statements.AddRange(Version1(tables));
        }

        for (var version = from + 1; version <= CurrentVersion; version++)
        {
            statements.Add(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"INSERT INTO {tables.Version} (version, tool_version) VALUES ({version}, {Sql.SqlLiteral.Quote(toolVersion)})"));
        }

        return statements;
    }

    public static void ThrowIfNewer(int version, string schema, string database)
    {
        if (version > CurrentVersion)
        {
            throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.HistoryNewer,
                Kind = PgErrorKind.InvalidState,
                Database = database,
                What = string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"The history in schema '{schema}' has version {version}; this PgMigrate knows up to {CurrentVersion}."),
                Next = "Use the PgMigrate that wrote it, or a newer one.",
            });
        }
    }

    private static IEnumerable<string> Version1(HistoryTables t) =>
    [
        $"""
        CREATE TABLE {t.Version} (
            version integer PRIMARY KEY,
            installed_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
            installed_by text NOT NULL DEFAULT session_user,
            tool_version text NOT NULL
        )
        """,
        $"""
        CREATE TABLE {t.Run} (
            id uuid PRIMARY KEY,
            action text NOT NULL,
            target text,
            started_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
            finished_at timestamptz,
            outcome text,
            from_revisions text NOT NULL,
            to_revisions text,
            plan_hash text NOT NULL,
            user_name text NOT NULL DEFAULT session_user,
            os_user text,
            host_name text,
            tool_version text NOT NULL,
            reason text,
            backup text
        )
        """,
        $"""
        CREATE TABLE {t.Applied} (
            revision text PRIMARY KEY,
            name text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('versioned', 'repeatable')),
            checksum text NOT NULL,
            parents text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
            applied_by text NOT NULL DEFAULT session_user,
            run_id uuid NOT NULL,
            duration_ms bigint NOT NULL,
            stamped boolean NOT NULL,
            verified boolean
        )
        """,
        $"""
        CREATE TABLE {t.Log} (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
            run_id uuid NOT NULL,
            action text NOT NULL,
            outcome text NOT NULL,
            revision text,
            name text,
            checksum text,
            duration_ms bigint NOT NULL,
            message text,
            sqlstate text
        )
        """,
        $"""
        CREATE TABLE {t.Journal} (
            revision text NOT NULL,
            direction text NOT NULL CHECK (direction IN ('up', 'down')),
            statement integer NOT NULL,
            hash text NOT NULL,
            verb text NOT NULL,
            state text NOT NULL CHECK (state IN ('started', 'done')),
            at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
            run_id uuid NOT NULL,
            detail text,
            PRIMARY KEY (revision, direction, statement)
        )
        """,
        $"""
        CREATE FUNCTION {t.Schema}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            RAISE EXCEPTION 'the log of migrations is append-only' USING HINT = 'Repair-PgMigration records a correction as a line of its own.';
        END
        $body$
        """,
        $"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {t.Log} FOR EACH STATEMENT EXECUTE FUNCTION {t.Schema}.refuse_change()",
        $"COMMENT ON SCHEMA {t.Schema} IS 'History of migrations, kept by PgMigrate'",
        .. Comments(t.Version, "Versions of these tables themselves", [
            ("version", "Rises by one with each change of the tables"),
            ("installed_at", "When"), ("installed_by", "Database role"), ("tool_version", "Version of PgMigrate")]),
        .. Comments(t.Run, "One row for each run that changed something", [
            ("id", "Names the run; Undo-PgMigration -Run takes it"), ("action", "up, down, stamp or repair"),
            ("target", "As the user gave it"), ("started_at", "Server clock"),
            ("finished_at", "Null while it runs, and after it was killed"),
            ("outcome", "succeeded, failed, cancelled, or interrupted when a later run found it dead"),
            ("from_revisions", "Current revisions before, separated by blanks"), ("to_revisions", "Current revisions after"),
            ("plan_hash", "SHA-256 of the plan"), ("user_name", "Database role"),
            ("os_user", "Operating system user on the machine that ran it"), ("host_name", "That machine"),
            ("tool_version", "Version of PgMigrate"), ("reason", "As the user gave it"), ("backup", "Backup taken before, when one was")]),
        .. Comments(t.Applied, "The migrations that are applied now", [
            ("revision", "Identity"), ("name", "Words of the file name"), ("kind", "versioned or repeatable"),
            ("checksum", "SHA-256 of the file, insensitive to line ends and byte order mark"),
            ("parents", "Revisions that it follows, separated by blanks"), ("applied_at", "Server clock"),
            ("applied_by", "Database role"), ("run_id", "Run that applied it"), ("duration_ms", "Milliseconds"),
            ("stamped", "True when it was recorded without being run"),
            ("verified", "Whether its verify section passed; null when it has none or was not run")]),
        .. Comments(t.Log, "Everything that was ever done, append-only", [
            ("id", "Rises by at least one"), ("at", "Server clock"), ("run_id", "Run"),
            ("action", "up, down, repeat, stamp, unstamp or repair"), ("outcome", "succeeded, failed, undone or cancelled"),
            ("revision", "Null for a repair that concerns no migration"), ("name", "Words of the file name"),
            ("checksum", "Of the file at that time"), ("duration_ms", "Milliseconds"),
            ("message", "Error of a failure; what a repair repaired"), ("sqlstate", "Error code of a failure")]),
        .. Comments(t.Journal, "Statements of migrations that are half-done because they run outside a transaction", [
            ("revision", "Migration"), ("direction", "up or down"), ("statement", "Its number in the script, from 1"),
            ("hash", "SHA-256 of its text"), ("verb", "What it is"),
            ("state", "started: its effect must be looked at; done: never run again"), ("at", "Server clock"),
            ("run_id", "Run"), ("detail", "What is needed to recognise its effect")]),
    ];

    private static IEnumerable<string> Comments(string table, string about, (string Column, string Text)[] columns) =>
        columns.Select(c => $"COMMENT ON COLUMN {table}.{c.Column} IS {Sql.SqlLiteral.Quote(c.Text)}")
            .Prepend($"COMMENT ON TABLE {table} IS {Sql.SqlLiteral.Quote(about)}");
}
