using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Migrations;
using static PgMigrate.Engine.Tests.Migrations.GraphSources;

namespace PgMigrate.Engine.Tests.Migrations;

/// <summary>Random graphs of up to fourteen migrations; FsCheck names the seed of one that fails.</summary>
public sealed class PlanPropertyTests
{
    private static readonly MigrationFolder Folder = new() { Path = "/nowhere" };

    [Fact]
    public void Applying_a_plan_leaves_nothing_to_do_and_undoing_its_run_restores_what_was_applied() => ForAllSeeds(600, random =>
    {
        var graph = RandomGraph(random);
        var applied = graph.WithPrerequisites(graph.Nodes.Where(_ => random.Next(4) == 0)).Select(n => n.Revision).ToHashSet();
        var target = graph.Nodes[random.Next(graph.Nodes.Count)].Revision;

        var up = Up(graph, applied, target);
        AssertParentsFirst(graph, applied, up);
        var after = applied.Concat(up).ToHashSet();
        Assert.Contains(target, after);
        Assert.Empty(Up(graph, after, target));

        if (up.Count > 0)
        {
            var run = Guid.NewGuid();
            var rows = View(graph, after, run).History.Applied.ToDictionary(
                pair => pair.Key, pair => applied.Contains(pair.Key) ? pair.Value with { RunId = Guid.Empty } : pair.Value);
            var view = new AppliedView(graph, new(1, true, rows, []), "db");
            var down = DownPlanner.Plan(view, new DownOptions { Folder = Folder, Run = run }, CancellationToken.None).Select(w => w.Step.Revision).ToList();
            AssertParentsFirst(graph, applied, [.. down.AsEnumerable().Reverse()]);
            Assert.Equal(applied.Order(), after.Except(down).Order());
        }
    });

    [Fact]
    public void All_heads_and_back_to_any_revision_leaves_no_migration_without_what_it_needs() => ForAllSeeds(600, random =>
    {
        var graph = RandomGraph(random);
        var all = Up(graph, [], "heads");
        AssertParentsFirst(graph, [], all);
        Assert.Equal(graph.Nodes.Count, all.Count);

        var target = graph.Nodes[random.Next(graph.Nodes.Count)].Revision;
        var down = Down(graph, [.. all], target);
        var left = all.Except(down).ToHashSet();
        Assert.Contains(target, left);
        Assert.All(left, r => Assert.All(Needs(graph, r), need => Assert.Contains(need, left)));
        Assert.Empty(Down(graph, left, target));

        // And forward again: the same set, whatever the order in which it was left.
        Assert.Equal(all.Order(), left.Concat(Up(graph, left, "heads")).Order());
        Assert.Equal(graph.Nodes.Count, Down(graph, [.. all], "base").Count);
    });

    [Fact]
    public void N_steps_forward_and_N_back_along_a_line_come_to_where_it_was() => ForAllSeeds(200, random =>
    {
        var graph = Graph([.. Enumerable.Range(1, 12).Select(i => Of(i.ToString(CultureInfo.InvariantCulture)))]);
        var applied = graph.Nodes.Take(random.Next(11)).Select(n => n.Revision).ToHashSet();
        var steps = random.Next(1, 13 - applied.Count).ToString(CultureInfo.InvariantCulture);
        var up = Up(graph, applied, "+" + steps);
        Assert.Equal(steps, up.Count.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(up.AsEnumerable().Reverse(), Down(graph, [.. applied, .. up], "-" + steps));
    });

    private static void ForAllSeeds(int count, Action<Random> property) =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed => property(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(count));

    private static RevisionGraph RandomGraph(Random random)
    {
        var count = random.Next(1, 15);
        return Graph([.. Enumerable.Range(1, count).Select(i =>
        {
            var earlier = Enumerable.Range(1, i - 1).Select(n => n.ToString(CultureInfo.InvariantCulture)).OrderBy(_ => random.Next()).ToArray();
            string[]? revises = random.Next(3) == 0 ? null : earlier[..Math.Min(earlier.Length, random.Next(3))];
            return Of(i.ToString(CultureInfo.InvariantCulture), revises, random.Next(4) == 0 ? earlier[..Math.Min(earlier.Length, 1)] : null);
        })]);
    }

    private static List<string> Up(RevisionGraph graph, HashSet<string> applied, string target) =>
        [.. UpPlanner.Plan(View(graph, applied), new UpOptions { Folder = Folder, Target = target }, CancellationToken.None).Select(w => w.Step.Revision)];

    private static List<string> Down(RevisionGraph graph, HashSet<string> applied, string target) =>
        [.. DownPlanner.Plan(View(graph, applied), new DownOptions { Folder = Folder, Target = target }, CancellationToken.None).Select(w => w.Step.Revision)];

    private static IEnumerable<string> Needs(RevisionGraph graph, string revision) =>
        graph.Find(revision)!.Parents.Concat(graph.Find(revision)!.DependsOn).Select(n => n.Revision);

    private static void AssertParentsFirst(RevisionGraph graph, IEnumerable<string> applied, IReadOnlyList<string> order)
    {
        var done = applied.ToHashSet();
        foreach (var revision in order)
        {
            Assert.All(Needs(graph, revision), need => Assert.Contains(need, done));
            Assert.True(done.Add(revision));
        }
    }
}
