using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Graph;

/// <summary>
/// The versioned migrations of a folder with their parents, in the order in which they are applied: parents and
/// dependencies first, otherwise by number. Repeatables stand beside it.
/// </summary>
internal sealed class RevisionGraph
{
    private readonly Dictionary<string, RevisionNode> byRevision = new(StringComparer.Ordinal);
    private readonly RevisionName names;

    private RevisionGraph(IReadOnlyList<RevisionNode> nodes, IReadOnlyList<MigrationSource> repeatables)
    {
        Repeatables = repeatables;
        foreach (var node in nodes)
        {
            byRevision.Add(node.Revision, node);
        }

        Nodes = nodes;
        names = new RevisionName(nodes);
    }

    /// <summary>In the order of application.</summary>
    public IReadOnlyList<RevisionNode> Nodes { get; private set; }

    public IReadOnlyList<MigrationSource> Repeatables { get; }

    /// <summary>All of it, as it was read.</summary>
    public IEnumerable<MigrationSource> Sources => Nodes.Select(node => node.Source).Concat(Repeatables);

    /// <summary>Nodes that are nobody's parent.</summary>
    public IReadOnlyList<RevisionNode> Heads => [.. Nodes.Where(node => node.Children.Count == 0)];

    public static RevisionGraph Build(IReadOnlyList<MigrationSource> sources)
    {
        var nodes = sources.Where(s => s.Number is not null).Select(s => new RevisionNode(s)).ToList();
        var graph = new RevisionGraph(nodes, [.. sources.Where(s => s.File.IsRepeatable)]);
        for (var i = 0; i < nodes.Count; i++)
        {
            nodes[i].Rank = i;
            graph.Link(nodes[i], i > 0 ? nodes[i - 1] : null);
        }

        graph.Nodes = graph.Sort();
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            graph.Nodes[i].Rank = i;
        }

        return graph;
    }

    public RevisionNode? Find(string revision) => byRevision.GetValueOrDefault(revision);

    /// <summary>All that a name can mean, in the order of application; see <see cref="RevisionName"/>.</summary>
    public IReadOnlyList<RevisionNode> Match(string name) => names.Match(name);

    /// <summary>The nodes and all that must be applied before them: parents and dependencies.</summary>
    public HashSet<RevisionNode> WithPrerequisites(IEnumerable<RevisionNode> nodes) =>
        Closure(nodes, node => node.Parents.Concat(node.DependsOn));

    /// <summary>The nodes and all that they follow, by parents alone.</summary>
    public HashSet<RevisionNode> WithAncestors(IEnumerable<RevisionNode> nodes) => Closure(nodes, node => node.Parents);

    /// <summary>The nodes and all that follows them or depends on them.</summary>
    public HashSet<RevisionNode> WithFollowers(IEnumerable<RevisionNode> nodes) =>
        Closure(nodes, node => node.Children.Concat(node.Dependents));

    private static HashSet<RevisionNode> Closure(IEnumerable<RevisionNode> start, Func<RevisionNode, IEnumerable<RevisionNode>> next)
    {
        var seen = new HashSet<RevisionNode>();
        var stack = new Stack<RevisionNode>(start);
        while (stack.TryPop(out var node))
        {
            if (seen.Add(node))
            {
                foreach (var neighbour in next(node))
                {
                    stack.Push(neighbour);
                }
            }
        }

        return seen;
    }

    private void Link(RevisionNode node, RevisionNode? previous)
    {
        if (node.Source.Revises is { } revises)
        {
            foreach (var parent in revises.Select(name => Require(name, node, "revises", node.Source.Up.Directives.RevisesPosition)).Distinct())
            {
                node.AddParent(parent);
            }
        }
        else if (previous is not null)
        {
            node.AddParent(previous);
        }

        var dependencies = node.Source.File.DependsOn
            .Select(name => Require(name, node, "depends-on", node.Source.Up.Directives.DependsOnPosition)).Distinct();
        foreach (var dependency in dependencies)
        {
            node.AddDependency(dependency);
        }
    }

    private RevisionNode Require(string revision, RevisionNode node, string directive, SourcePosition? position)
    {
        var named = Find(revision) is { } exact ? [exact] : Match(revision);
        return named.Count == 1
            ? named[0]
            : throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.ParentUnknown,
                Kind = PgErrorKind.InvalidInput,
                Revision = node.Revision,
                What = named.Count == 0
                    ? $"{node} says '{directive} {revision}', but the folder has no such revision."
                    : $"{node} says '{directive} {revision}', which could be {string.Join(", ", named)}.",
                Next = "Name the revision of a migration of the folder: its number, or what its directive 'revision' says.",
                Position = position ?? new SourcePosition(node.Source.File.File, 1, 1),
            });
    }

    private List<RevisionNode> Sort()
    {
        var waiting = byRevision.Values.ToDictionary(node => node, node => node.Parents.Count + node.DependsOn.Count);
        var ready = new PriorityQueue<RevisionNode, int>();
        foreach (var (node, count) in waiting)
        {
            if (count == 0)
            {
                ready.Enqueue(node, node.Rank);
            }
        }

        var order = new List<RevisionNode>(waiting.Count);
        while (ready.TryDequeue(out var node, out _))
        {
            order.Add(node);
            foreach (var next in node.Children.Concat(node.Dependents))
            {
                if (--waiting[next] == 0)
                {
                    ready.Enqueue(next, next.Rank);
                }
            }
        }

        return order.Count == waiting.Count ? order : throw Cycle(waiting.Where(pair => pair.Value > 0).Select(pair => pair.Key));
    }

    private static PgMigrateException Cycle(IEnumerable<RevisionNode> candidates)
    {
        // Every candidate waits for another one, so walking from any of them comes back to a place already seen.
        var open = candidates.ToHashSet();
        var path = new List<RevisionNode>();
        var seen = new HashSet<RevisionNode>();
        var node = open.MinBy(n => n.Rank)!;
        while (seen.Add(node))
        {
            path.Add(node);
            node = node.Parents.Concat(node.DependsOn).First(open.Contains);
        }

        var cycle = path[path.IndexOf(node)..];
        cycle.Add(node);
        return new PgMigrateException(new PgError
        {
            Id = ErrorIds.GraphCycle,
            Kind = PgErrorKind.InvalidInput,
            Revision = node.Revision,
            What = cycle.Count == 2 ? $"{node} waits for itself." : $"These revisions wait for each other: {Shorten(cycle)}.",
            Next = "Correct 'revises' or 'depends-on' in one of them.",
            Position = node.Source.Up.Directives.RevisesPosition ?? node.Source.Up.Directives.DependsOnPosition ?? new SourcePosition(node.Source.File.File, 1, 1),
        });
    }

    private static string Shorten(List<RevisionNode> cycle) => cycle.Count <= 22
        ? string.Join(" -> ", cycle)
        : string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{string.Join(" -> ", cycle.Take(20))} -> … ({cycle.Count - 21} more) -> {cycle[^1]}");
}
