using System.Globalization;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Sql;
using PgMigrate.Migrations;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>Writes a plan as a script for psql: what would really run, from where this database is, history included.</summary>
internal sealed class PlanScript(Plan plan, TextWriter writer)
{
    private readonly HistoryTables tables = new(plan.Request.Folder.Schema);
    private readonly Guid runId = Guid.NewGuid();

    public void Write()
    {
        Line($"-- {plan.Action} {plan.Database}: {Names(plan.From)} -> {Names(plan.To)}");
        Line($"-- plan {plan.Hash}");
        if (plan.Work.Count == 0)
        {
            Line("-- nothing to do");
            return;
        }

        Line(@"\set ON_ERROR_STOP on");
        Line("SET client_encoding = 'UTF8';");
        WriteHistoryUpgrade();
        WriteGuard();
        Statement($"INSERT INTO {tables.Run} (id, action, target, from_revisions, plan_hash, host_name, tool_version) VALUES ({Id}, {Text(HistoryWords.Of(plan.Action))}, {Text(plan.Request.Target ?? "")}, {Text(HistoryWords.Of(plan.From))}, {Text(plan.Hash)}, 'psql', {Text(ToolVersion.Text)})");
        foreach (var work in plan.Work)
        {
            Line();
            Line($"-- {work.Step.Description}");
            WriteStep(work);
        }

        Line();
        Statement($"UPDATE {tables.Run} SET finished_at = clock_timestamp(), outcome = 'succeeded', to_revisions = {Text(HistoryWords.Of(plan.To))} WHERE id = {Id}");
    }

    private string Id => Text(runId.ToString());

    private static string Text(string value) => SqlLiteral.Quote(value);

    private static string Names(IReadOnlyList<string> revisions) => revisions.Count == 0 ? "base" : string.Join(", ", revisions);

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private void Line(string text = "") => writer.Write(text + "\n");

    private void Statement(string sql)
    {
        writer.Write(sql);
        // A comment at the end of a line would swallow the semicolon.
        writer.Write(sql.Contains("--", StringComparison.Ordinal) ? "\n;\n" : ";\n");
    }

    private void WriteHistoryUpgrade()
    {
        if (!plan.CreatesHistory)
        {
            return;
        }

        Line("BEGIN;");
        foreach (var sql in HistorySchema.Upgrade(tables, plan.View.History.Version, plan.View.History.SchemaExists, ToolVersion.Text))
        {
            Statement(sql);
        }

        Line("COMMIT;");
    }

    /// <summary>Stops the script in a database that is not where the plan says.</summary>
    private void WriteGuard()
    {
        var applied = string.Join(' ', plan.View.History.Applied.Keys.Order(StringComparer.Ordinal));
        Statement(
            $"""
            DO $guard$ BEGIN
                IF (SELECT coalesce(string_agg(revision, ' ' ORDER BY revision COLLATE "C"), '') FROM {tables.Applied}) <> {Text(applied)} THEN
                    RAISE EXCEPTION 'this script was made for a database with other migrations applied' USING HINT = 'Export it again for this database.';
                END IF;
            END $guard$
            """);
    }

    private void WriteStep(StepWork work)
    {
        var history = HistoryLine(work);
        if (work.Script is null)
        {
            Line("BEGIN;");
            Statement(history);
            Line("COMMIT;");
            return;
        }

        var lockTimeout = work.Script.Directives.LockTimeout ?? plan.Request.Limits.LockTimeout;
        var statementTimeout = work.Script.Directives.StatementTimeout ?? plan.Request.Limits.StatementTimeout;
        Line("DISCARD ALL;");
        Line($"SET lock_timeout = {Milliseconds(lockTimeout)};");
        Line($"SET statement_timeout = {Milliseconds(statementTimeout)};");
        if (work.Step.Transactional)
        {
            Line((work.Opening ?? "BEGIN") + ";");
        }

        WriteStatements(work);
        if (!work.Step.Transactional)
        {
            Line("BEGIN;");
        }

        Statement(history);
        if (work.Journal.Count > 0)
        {
            Statement($"DELETE FROM {tables.Journal} WHERE revision = {Text(work.Step.Revision)}");
        }

        Line("COMMIT;");
    }

    private void WriteStatements(StepWork work)
    {
        var done = work.Journal.Where(line => line.Done).Select(line => line.Statement).ToHashSet();
        var number = 0;
        using var cursor = work.Script!.Open(new SqlVariables(plan.Request.Folder.Variables));
        while (cursor.Next() is { } statement)
        {
            number++;
            var controls = statement.Sent.Transaction == StatementTransaction.Controls;
            if ((controls && work.Step.Transactional) || done.Contains(number))
            {
                continue;
            }

            Statement(statement.Text);
            if (statement.Sent.CopiesFromStdin)
            {
                cursor.CopyDataTo(writer);
                Line(@"\.");
            }
        }
    }

    private string HistoryLine(StepWork work)
    {
        var (revision, name, checksum) = (Text(work.Step.Revision), Text(work.Step.Name), Text(work.Checksum ?? ""));
        var log = $"INSERT INTO {tables.Log} (run_id, action, outcome, revision, name, checksum, duration_ms) VALUES ({Id}, {Text(HistoryWords.Of(work.Step.Action))}, 'succeeded', {revision}, {name}, {checksum}, 0)";
        if (work.Step.Action is MigrationAction.Down or MigrationAction.Unstamp)
        {
            return $"WITH line AS ({log}) DELETE FROM {tables.Applied} WHERE revision = {revision}";
        }

        var repeatable = work.Step.Action == MigrationAction.Repeat;
        return $"WITH line AS ({log}) INSERT INTO {tables.Applied} (revision, name, kind, checksum, parents, run_id, duration_ms, stamped) "
            + $"VALUES ({revision}, {name}, {(repeatable ? "'repeatable'" : "'versioned'")}, {checksum}, {Text(HistoryWords.Of(work.Parents))}, {Id}, 0, {(work.Step.Action == MigrationAction.Stamp ? "true" : "false")})"
            + (repeatable ? " ON CONFLICT (revision) DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at, run_id = excluded.run_id" : "");
    }
}
