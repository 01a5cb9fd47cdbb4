using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>Decides what the asked-for repairs come to.</summary>
internal static class RepairPlanner
{
    private const string All = "*";

    public static IReadOnlyList<StepWork> Plan(AppliedView view, RepairOptions options, IReadOnlyList<InvalidIndex> invalidIndexes)
    {
        var steps = new List<StepWork>();
        steps.AddRange(AcceptChecksums(view, options.AcceptChecksum));
        steps.AddRange(RemoveMissing(view, options.RemoveMissing));
        if (options.ClearHalfDone is { } clear)
        {
            var revision = HalfDone(view, clear)[0].Revision;
            steps.Add(Step(view, revision, $"forget that {revision} is half-done; what it left stays", new RepairWork.ClearHalfDone(revision)));
        }

        if (options.ResumeAfter is { } resume)
        {
            var line = Stopped(view, resume);
            steps.Add(Step(view, line.Revision, $"take statement {Number(line)} of {line.Revision} ({line.Verb}) as done", new RepairWork.ResumeAfter(line)));
        }

        if (options.RetryStatement is { } retry)
        {
            var line = Stopped(view, retry);
            steps.Add(Step(view, line.Revision, $"run statement {Number(line)} of {line.Revision} ({line.Verb}) again with the next run", new RepairWork.RetryStatement(line)));
        }

        foreach (var index in invalidIndexes.Where(index => !index.Partitioned))
        {
            if (index.BeingBuilt)
            {
                continue;
            }

            var statements = index.Remedy();
            steps.Add(new StepWork(new PlanStep
            {
                Action = MigrationAction.Repair,
                Revision = "",
                Name = "",
                Transactional = false,
                Statements = [.. statements.Select(sql => new PlannedStatement(sql, sql.StartsWith("DROP", StringComparison.Ordinal) ? "DROP INDEX CONCURRENTLY" : "REINDEX CONCURRENTLY", 1, true, false))],
                StatementCount = statements.Count,
                Description = index.IsReindexLeftover ? $"drop the leftover index {index} of {index.Table}" : $"rebuild the invalid index {index} of {index.Table}",
            })
            { Repair = new RepairWork.RebuildIndex(index.Oid, index.QuotedName, statements) });
        }

        return steps;
    }

    private static IEnumerable<StepWork> AcceptChecksums(AppliedView view, IReadOnlyList<string> names)
    {
        var changed = view.Changed;
        var chosen = names.Contains(All, StringComparer.Ordinal)
            ? changed
            : names.Select(name => Applied(view, name)).Where(changed.Contains).Distinct();
        return chosen.Select(node => Step(
            view, node.Revision, $"accept the present text of {node}",
            new RepairWork.AcceptChecksum(node.Revision, view.History.Applied[node.Revision].Checksum, node.Source.File.Checksum)));
    }

    private static IEnumerable<StepWork> RemoveMissing(AppliedView view, IReadOnlyList<string> names)
    {
        var missing = view.Missing;
        if (names.Contains(All, StringComparer.Ordinal))
        {
            return missing.Select(Remove);
        }

        return names.Select(name => missing.FirstOrDefault(m => m.Revision == name || $"{m.Revision}_{m.Name}" == name)
            ?? throw view.Error(
                ErrorIds.NotApplied,
                $"No applied migration of {view.Database} with a missing file is called '{name}'.",
                missing.Count == 0 ? "No file is missing." : $"Missing: {AppliedView.List(missing.Select(m => m.Revision))}.")).Select(Remove);

        StepWork Remove(AppliedMigration m) => Step(
            view, m.Revision, $"forget {m.Revision}_{m.Name}, whose file is missing (its changes stay in the database)", new RepairWork.RemoveMissing(m.Revision));
    }

    private static RevisionNode Applied(AppliedView view, string name)
    {
        var node = new TargetResolver(view.Graph).Revision(TargetForm.Parse(name));
        return view.Nodes.Contains(node)
            ? node
            : throw view.Error(ErrorIds.NotApplied, $"{node} is not applied to {view.Database}.", "Get-PgMigration (pgmigrate status) shows what is.");
    }

    private static IReadOnlyList<JournalLine> HalfDone(AppliedView view, string name)
    {
        var lines = view.History.Journal.Where(line => line.Revision == name).ToList();
        if (lines.Count == 0 && view.Graph.Find(name) is null && view.Graph.Match(name) is { Count: 1 } match)
        {
            lines = [.. view.History.Journal.Where(line => line.Revision == match[0].Revision)];
        }

        return lines.Count > 0
            ? lines
            : throw view.Error(
                ErrorIds.NotApplied,
                $"{name} is not half-done in {view.Database}.",
                view.History.HalfDone.Count == 0 ? "Nothing is half-done." : $"Half-done: {AppliedView.List(view.History.HalfDone.Select(h => h.Revision))}.");
    }

    private static JournalLine Stopped(AppliedView view, string name) =>
        HalfDone(view, name).FirstOrDefault(line => !line.Done)
        ?? throw view.Error(
            ErrorIds.NotApplied,
            $"{name} stopped between two statements, not in one: the next run simply goes on.",
            $"Run Invoke-PgMigration (pgmigrate up).");

    private static StepWork Step(AppliedView view, string revision, string description, RepairWork repair)
    {
        var source = view.Graph.Find(revision)?.Source;
        return new StepWork(new PlanStep
        {
            Action = MigrationAction.Repair,
            Revision = revision,
            Name = source?.File.Name ?? view.History.Applied.GetValueOrDefault(revision)?.Name ?? "",
            Description = description,
        })
        { Source = source, Repair = repair };
    }

    private static string Number(JournalLine line) => line.Statement.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
