using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>Decides what going back takes. Every reverse must be there before anything runs.</summary>
internal static class DownPlanner
{
    public static IReadOnlyList<StepWork> Plan(AppliedView view, DownOptions options, CancellationToken cancellationToken)
    {
        var toBase = options.Run is null && TargetForm.Parse(options.Target).Kind == TargetKind.Base;
        var nodes = options.Run is { } run ? OfRun(view, run) : OfTarget(view, TargetForm.Parse(options.Target));
        var doomed = nodes.Select(node => node.Revision).ToHashSet(StringComparer.Ordinal);
        var repeatables = toBase ? view.History.Applied.Values.Where(a => a.Repeatable).ToList() : [];
        HalfDoneRules.ThrowIfInTheWay(
            view, goingDown: true, doomed.Concat(repeatables.Select(r => r.Revision)).ToHashSet(StringComparer.Ordinal));
        ThrowIfFileMissing(view, doomed, toBase);
        if (view.Changed.Where(node => doomed.Contains(node.Revision)).ToList() is { Count: > 0 } changed)
        {
            throw view.Edited(changed);
        }

        ThrowIfReverseMissing(view, nodes);
        var steps = repeatables.OrderByDescending(r => r.Revision, StringComparer.Ordinal)
            .Select(r => Repeatable(view, r, options, cancellationToken))
            .ToList();

        steps.AddRange(nodes.OrderByDescending(node => node.Rank).Select(node => StepBuilder.Build(
            MigrationAction.Down, node.Source, node.Source.Down!, view.History.JournalOf(node.Revision, down: true),
            new SqlVariables(options.Folder.Variables), view.Planned, cancellationToken) with
        { Parents = [.. node.Parents.Select(p => p.Revision)] }));
        return steps;
    }

    /// <summary>
    /// One without a reverse is forgotten: on the way up again it must run again, because what it made, or what it was made
    /// of, may be gone.
    /// </summary>
    private static StepWork Repeatable(AppliedView view, AppliedMigration applied, DownOptions options, CancellationToken cancellationToken)
    {
        var source = view.Graph.Repeatables.FirstOrDefault(r => r.Revision == applied.Revision);
        return source?.Down is { } reverse
            ? StepBuilder.Build(
                MigrationAction.Down, source, reverse, view.History.JournalOf(source.Revision, down: true),
                new SqlVariables(options.Folder.Variables), view.Planned, cancellationToken)
            : StepBuilder.Forget(applied, source);
    }

    private static IReadOnlyCollection<RevisionNode> OfTarget(AppliedView view, TargetForm form)
    {
        var resolver = new TargetResolver(view.Graph);
        switch (form.Kind)
        {
            case TargetKind.Base:
                return view.Nodes;
            case TargetKind.Relative when form.Steps < 0:
                return Backward(view, form);
            case TargetKind.Revision:
                var node = resolver.Revision(form);
                if (!view.Nodes.Contains(node))
                {
                    throw view.Error(
                        ErrorIds.NotApplied,
                        $"{node} is not applied to {view.Database}, so there is no going back to it.",
                        $"The database is at {Where(view)}. Give an applied revision, -N or base.");
                }

                return [.. view.Graph.WithFollowers([node]).Where(n => n != node && view.Nodes.Contains(n))];
            default:
                throw new PgMigrateException(new PgError
                {
                    Id = ErrorIds.TargetOutOfRange,
                    Kind = PgErrorKind.InvalidArgument,
                    What = $"'{form.Text}' is no target to go back to.",
                    Next = "Give -N, base, or the revision to go back to. Invoke-PgMigration (pgmigrate up) goes forward.",
                });
        }
    }

    private static List<RevisionNode> Backward(AppliedView view, TargetForm form)
    {
        var left = view.Nodes.ToHashSet();
        var undone = new List<RevisionNode>();

        // What nothing applied follows or depends on can go next.
        var last = left.Where(IsLast).ToList();
        for (var step = form.Steps; step < 0; step++)
        {
            if (last.Count == 0)
            {
                throw new PgMigrateException(new PgError
                {
                    Id = ErrorIds.TargetOutOfRange,
                    Kind = PgErrorKind.InvalidArgument,
                    Database = view.Database,
                    What = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"'{form.Text}' goes beyond base: {undone.Count} migrations are applied to {view.Database}."),
                    Next = "Use 'base' to undo all of them.",
                });
            }

            if (last.Count > 1)
            {
                throw TargetResolver.Ambiguous(
                    form, "the database has several current revisions, and each could be undone first. Go back to a revision instead, or to base", last);
            }

            var gone = last[0];
            undone.Add(gone);
            left.Remove(gone);
            last = [.. gone.Parents.Concat(gone.DependsOn).Distinct().Where(node => left.Contains(node) && IsLast(node))];
        }

        return undone;

        bool IsLast(RevisionNode node) => !node.Children.Concat(node.Dependents).Any(left.Contains);
    }

    private static List<RevisionNode> OfRun(AppliedView view, Guid run)
    {
        var applied = view.History.Applied.Values.Where(a => a.RunId == run && !a.Repeatable).ToList();
        if (applied.Count == 0)
        {
            throw view.Error(
                ErrorIds.RunNotFound,
                $"Nothing that the run {run} applied is applied to {view.Database} now.",
                "Get-PgMigrationHistory (pgmigrate history) lists the runs.");
        }

        var nodes = applied.Select(a => view.Graph.Find(a.Revision)).OfType<RevisionNode>().ToList();
        var followers = view.Graph.WithFollowers(nodes).Where(view.Nodes.Contains).Except(nodes).ToList();
        return followers.Count == 0
            ? nodes
            : throw view.Error(
                ErrorIds.RunFollowed,
                $"What the run {run} applied cannot be undone alone: later runs applied {TargetResolver.List(followers)}, which follow it.",
                "Undo the later runs first, or go back to a revision with Undo-PgMigration <revision> (pgmigrate down <revision>).");
    }

    private static void ThrowIfFileMissing(AppliedView view, HashSet<string> doomed, bool toBase)
    {
        var missing = view.Missing.Where(m => toBase || m.Parents.Any(doomed.Contains)).ToList();
        if (missing.Count > 0)
        {
            throw view.Error(
                ErrorIds.FileMissing,
                $"The files of what would have to be undone are not in the folder: {AppliedView.List(missing.Select(m => m.Revision + "_" + m.Name))}.",
                "Get the files back from version control, or forget the migrations with Repair-PgMigration -RemoveMissing <revision>.");
        }
    }

    private static void ThrowIfReverseMissing(AppliedView view, IReadOnlyCollection<RevisionNode> nodes)
    {
        var without = nodes.Where(node => node.Source.Down is null).OrderByDescending(node => node.Rank).ToList();
        if (without.Count > 0)
        {
            throw view.Error(
                ErrorIds.ReverseMissing,
                $"There is no reverse for {TargetResolver.List(without)}; nothing was undone.",
                "Write the reverse (rollback/<number>_rollback_<name>.sql, a section '-- migrate:down', <name>.down.sql or down.sql, as the folder has it), or go back less far.",
                new SourcePosition(without[0].Source.File.File, 1, 1));
        }
    }

    private static string Where(AppliedView view) => view.Current.Count == 0 ? "base" : string.Join(", ", view.Current);
}
