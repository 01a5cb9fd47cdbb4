using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>Decides which lines of the history come and go so that it says what the target says.</summary>
internal static class StampPlanner
{
    public static IReadOnlyList<StepWork> Plan(AppliedView view, StampOptions options)
    {
        HalfDoneRules.ThrowIfInTheWay(view, goingDown: false, new HashSet<string>());
        var form = TargetForm.Parse(options.Target);
        var targets = form.Kind == TargetKind.Base ? [] : new TargetResolver(view.Graph).Up(form, view.Nodes);
        var wanted = view.Graph.WithPrerequisites(targets);
        var stays = wanted.Select(node => node.Revision).ToHashSet(StringComparer.Ordinal);

        // Base means all of it: repeatables have no place in the graph, and run again from the start.
        var forget = view.History.Applied.Values.Where(a => a.Repeatable ? form.Kind == TargetKind.Base : !stays.Contains(a.Revision));

        var steps = forget.OrderByDescending(a => view.Graph.Find(a.Revision)?.Rank ?? int.MaxValue)
            .ThenBy(a => a.Revision, StringComparer.Ordinal)
            .Select(a => StepBuilder.Forget(a, view.Graph.Find(a.Revision)?.Source))
            .ToList();
        steps.AddRange(wanted.Where(node => !view.Nodes.Contains(node)).OrderBy(node => node.Rank).Select(node =>
            new StepWork(new PlanStep
            {
                Action = MigrationAction.Stamp,
                Revision = node.Revision,
                Name = node.Source.File.Name,
                Description = $"record {node} as applied (nothing is run)",
            })
            { Source = node.Source, Parents = [.. node.Parents.Select(p => p.Revision)] }));
        return steps;
    }
}
