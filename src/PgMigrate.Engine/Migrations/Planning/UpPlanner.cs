using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>Decides what applying a target takes. Reads scripts, asks no server.</summary>
internal static class UpPlanner
{
    public static IReadOnlyList<StepWork> Plan(AppliedView view, UpOptions options, CancellationToken cancellationToken)
    {
        view.ThrowIfDamaged();
        var form = TargetForm.Parse(options.Target);
        var targets = new TargetResolver(view.Graph).Up(form, view.Nodes);
        var wanted = view.Graph.WithPrerequisites(targets);
        IReadOnlyList<MigrationSource> repeatables = view.Graph.Heads.All(wanted.Contains) ? view.Graph.Repeatables : [];
        HalfDoneRules.ThrowIfInTheWay(
            view, goingDown: false, wanted.Select(node => node.Revision).Concat(repeatables.Select(r => r.Revision)).ToHashSet(StringComparer.Ordinal));
        var pending = wanted.Where(node => !view.Nodes.Contains(node)).OrderBy(node => node.Rank).ToList();
        ThrowIfOutOfOrder(view, pending, options.AllowOutOfOrder);

        var steps = pending.Select(node => Step(
            MigrationAction.Up, node.Source, [.. node.Parents.Select(p => p.Revision)], view, options, cancellationToken)).ToList();
        steps.AddRange(repeatables.Where(source => IsDue(source, view.History)).Select(source =>
            Step(MigrationAction.Repeat, source, [], view, options, cancellationToken)));
        return steps;
    }

    /// <summary>Pending migrations that something applied follows.</summary>
    public static IReadOnlyList<RevisionNode> OutOfOrder(AppliedView view) =>
        [.. view.Graph.WithAncestors(view.Nodes).Where(node => !view.Nodes.Contains(node)).OrderBy(node => node.Rank)];

    public static bool IsDue(MigrationSource repeatable, HistoryState history) =>
        !history.Applied.TryGetValue(repeatable.Revision, out var applied)
        || applied.Checksum != repeatable.File.Checksum
        || history.JournalOf(repeatable.Revision, down: false).Count > 0;

    private static void ThrowIfOutOfOrder(AppliedView view, List<RevisionNode> pending, IReadOnlyList<string> allowed)
    {
        var late = OutOfOrder(view).Where(pending.Contains).ToList();
        var named = allowed.Select(name => new TargetResolver(view.Graph).Revision(TargetForm.Parse(name))).ToHashSet();
        var refused = late.Where(node => !named.Contains(node) && view.History.JournalOf(node.Revision, down: false).Count == 0).ToList();
        if (refused.Count > 0)
        {
            throw view.Error(
                ErrorIds.OutOfOrder,
                $"Pending, although something that follows is applied to {view.Database}: {TargetResolver.List(refused)}.",
                $"Renumber the file so that it comes last; or, when the order does not matter, apply it with -AllowOutOfOrder {refused[0].Revision} (--allow-out-of-order {refused[0].Revision}); or give it its true place with '-- migrate:revises'.",
                new SourcePosition(refused[0].Source.File.File, 1, 1));
        }
    }

    private static StepWork Step(
        MigrationAction action, MigrationSource source, IReadOnlyList<string> parents, AppliedView view, UpOptions options, CancellationToken cancellationToken)
    {
        var journal = view.History.JournalOf(source.Revision, down: false);
        var work = StepBuilder.Build(action, source, source.Up, journal, new SqlVariables(options.Folder.Variables), view.Planned, cancellationToken);
        return work with
        {
            Parents = parents,
            Step = work.Step with { HasVerify = source.Verify is not null && !options.SkipVerify },
        };
    }
}
