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
        Line("-- run it with: psql -X -v ON_ERROR_STOP=1 -f <this file> <database>");
        if (plan.Work.Count == 0)
        {
            Line("-- nothing to do");
            return;
        }

        Line(@"\set ON_ERROR_STOP on");
        Line(ClientEncoding);
        WriteGuard();
        WriteHistoryUpgrade();
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

    // DISCARD ALL takes it back, so that it stands behind each one too: psql would read the rest in the database's encoding.
    private const string ClientEncoding = "SET client_encoding = 'UTF8';";

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

    /// <summary>Stops the script in a database that is not where the plan says, before it changes anything.</summary>
    private void WriteGuard()
    {
        var applied = string.Join(' ', plan.View.History.Applied.Keys.Order(StringComparer.Ordinal));
        var differs = plan.View.History.Version == 0
            ? $"to_regclass({Text(tables.Version)}) IS NOT NULL"
            : $"(SELECT coalesce(string_agg(revision, ' ' ORDER BY revision COLLATE \"C\"), '') FROM {tables.Applied}) <> {Text(applied)}";
        Check(differs, "this script was made for a database with other migrations applied", "Export it again for this database.");
    }

    // The body is a string literal: names in it can hold any dollar quote.
    private void Check(string refuses, string message, string hint) => Statement("DO " + Text(
        $"BEGIN IF {refuses} THEN RAISE EXCEPTION USING MESSAGE = {Text(message)}, HINT = {Text(hint)}; END IF; END"));

    private void WriteStep(StepWork work)
    {
        if (work.Repair is RepairWork.RebuildIndex rebuild)
        {
            // While it waits, a concurrent statement holds up nobody who reads or writes.
            Line($"SET lock_timeout = {Milliseconds(plan.Request.Limits.LockBudget)};");
            foreach (var sql in rebuild.Statements)
            {
                Statement(sql);
            }
        }

        if (work.Script is null)
        {
            Line("BEGIN;");
            foreach (var sql in History(work))
            {
                Statement(sql);
            }

            Line("COMMIT;");
            return;
        }

        var lockTimeout = work.Script.Directives.LockTimeout ?? plan.Request.Limits.LockTimeout;
        var statementTimeout = work.Script.Directives.StatementTimeout ?? plan.Request.Limits.StatementTimeout;
        Line("DISCARD ALL;");
        Line(ClientEncoding);
        Line($"SET lock_timeout = {Milliseconds(lockTimeout)};");
        Line($"SET statement_timeout = {Milliseconds(statementTimeout)};");
        if (work.Step.Action != MigrationAction.Down && work.Script.Directives.Requires is { } condition)
        {
            Check($"({condition}) IS NOT TRUE", $"{work.Step} requires {condition}", "The migration was not begun; what stands before it in this script is done.");
        }

        if (work.Step.HasVerify)
        {
            Line("-- its verify script is run by PgMigrate only");
        }

        if (work.Step.Transactional)
        {
            Line((work.Opening ?? "BEGIN") + ";");
        }

        WriteStatements(work);
        if (!work.Step.Transactional)
        {
            Line("BEGIN;");
        }

        foreach (var sql in History(work))
        {
            Statement(sql);
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

    /// <summary>What the history says afterwards.</summary>
    private IEnumerable<string> History(StepWork work)
    {
        var revision = Text(work.Step.Revision);
        yield return LogLine(work);
        switch (work.Repair)
        {
            case RepairWork.AcceptChecksum accept:
                yield return $"UPDATE {tables.Applied} SET checksum = {Text(accept.New)} WHERE revision = {revision}";
                yield break;
            case RepairWork.RemoveMissing:
                yield return $"DELETE FROM {tables.Applied} WHERE revision = {revision}";
                yield break;
            case RepairWork.ClearHalfDone:
                yield return $"DELETE FROM {tables.Journal} WHERE revision = {revision}";
                yield break;
            case RepairWork.ResumeAfter resume:
                yield return $"UPDATE {tables.Journal} SET state = 'done', at = clock_timestamp() WHERE {Key(resume.Line)}";
                yield break;
            case RepairWork.RetryStatement retry:
                yield return $"DELETE FROM {tables.Journal} WHERE {Key(retry.Line)}";
                yield break;
            case not null:
                yield break;
        }

        yield return work.Step.Action is MigrationAction.Down or MigrationAction.Unstamp
            ? $"DELETE FROM {tables.Applied} WHERE revision = {revision}"
            : AppliedLine(work);
        if (work.Journal.Count > 0)
        {
            yield return $"DELETE FROM {tables.Journal} WHERE revision = {revision}";
        }
    }

    private static string Key(JournalLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"revision = {Text(line.Revision)} AND direction = '{(line.Down ? "down" : "up")}' AND statement = {line.Statement}");

    private string LogLine(StepWork work) =>
        $"INSERT INTO {tables.Log} (run_id, action, outcome, revision, name, checksum, duration_ms, message) "
        + $"VALUES ({Id}, {Text(HistoryWords.Of(work.Step.Action))}, 'succeeded', {TextOrNull(work.Step.Revision)}, {TextOrNull(work.Step.Name)}, "
        + $"{TextOrNull(work.Checksum)}, 0, {TextOrNull(work.Repair is null ? null : work.Step.Description)})";

    private string AppliedLine(StepWork work)
    {
        var repeatable = work.Source!.File.IsRepeatable;
        return $"INSERT INTO {tables.Applied} (revision, name, kind, checksum, parents, run_id, duration_ms, stamped) "
            + $"VALUES ({Text(work.Step.Revision)}, {Text(work.Step.Name)}, {(repeatable ? "'repeatable'" : "'versioned'")}, {Text(work.Checksum!)}, "
            + $"{Text(HistoryWords.Of(work.Parents))}, {Id}, 0, {(work.Step.Action == MigrationAction.Stamp ? "true" : "false")})"
            + (repeatable
                ? " ON CONFLICT (revision) DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at, applied_by = excluded.applied_by, run_id = excluded.run_id, duration_ms = 0, stamped = false, verified = NULL"
                : "");
    }

    private static string TextOrNull(string? value) => string.IsNullOrEmpty(value) ? "NULL" : Text(value);
}
