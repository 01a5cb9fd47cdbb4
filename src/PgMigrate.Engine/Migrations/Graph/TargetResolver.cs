using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Graph;

/// <summary>Turns a target form into nodes of the graph, or says what is ambiguous and lists the choices.</summary>
internal sealed class TargetResolver(RevisionGraph graph)
{
    /// <summary>The nodes that a forward target means; <paramref name="applied"/> is where the database is.</summary>
    public IReadOnlyList<RevisionNode> Up(TargetForm form, IReadOnlySet<RevisionNode> applied) => form.Kind switch
    {
        TargetKind.Head when graph.Heads.Count > 1 => throw SeveralHeads(graph.Heads),
        TargetKind.Head or TargetKind.Heads => graph.Heads,
        TargetKind.Base => throw Wrong(form, "Use Undo-PgMigration base (pgmigrate down base) to go back to it."),
        TargetKind.Relative when form.Steps < 0 => throw Wrong(form, $"Use Undo-PgMigration {form.Text} (pgmigrate down {form.Text}) to go back."),
        TargetKind.Relative => Forward(form, applied),
        TargetKind.LabelHead => [LabelHead(form)],
        _ => [Revision(form)],
    };

    /// <summary>The one node that a form means which needs no database: a revision, label@head or head.</summary>
    public RevisionNode Revision(TargetForm form)
    {
        switch (form.Kind)
        {
            case TargetKind.LabelHead:
                return LabelHead(form);
            case TargetKind.Head when graph.Heads.Count > 0:
                return graph.Heads.Count == 1 ? graph.Heads[0] : throw SeveralHeads(graph.Heads);
            case not TargetKind.Revision:
                throw Wrong(form, "Give a revision, the beginning of one, revision+N, label@head or head.");
        }

        if (form.Steps == 0)
        {
            return One(form, form.Name);
        }

        // 2019-02-28-101500 is a revision, and so may rev-2 be: what is written goes before what it could be taken apart into.
        if (form.Steps <= -1000 || graph.Match(form.Text).Count > 0)
        {
            return One(form, form.Text);
        }

        var node = One(form, form.Name);
        for (var left = Math.Abs(form.Steps); left > 0; left--)
        {
            var next = form.Steps > 0 ? node.Children : node.Parents;
            node = next.Count switch
            {
                1 => next[0],
                0 => throw new PgMigrateException(new PgError
                {
                    Id = ErrorIds.TargetOutOfRange,
                    Kind = PgErrorKind.InvalidArgument,
                    What = $"'{form.Text}' goes beyond {node}, {(form.Steps > 0 ? "which nothing follows" : "which follows nothing")}.",
                    Next = "Give a smaller number, or the revision itself.",
                }),
                _ => throw Ambiguous(form, $"{node} {(form.Steps > 0 ? "is followed by several" : "follows several")}", next),
            };
        }

        return node;
    }

    public static PgMigrateException Ambiguous(TargetForm form, string why, IEnumerable<RevisionNode> choices) => new(new PgError
    {
        Id = ErrorIds.TargetAmbiguous,
        Kind = PgErrorKind.InvalidArgument,
        What = $"'{form.Text}' is ambiguous: {why}.",
        Next = $"Choose by name: {List(choices)}.",
    });

    public static string List(IEnumerable<RevisionNode> nodes)
    {
        var names = nodes.OrderBy(node => node.Rank).Select(node => node.ToString()).ToList();
        return names.Count <= 12
            ? string.Join(", ", names)
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(12))} and {names.Count - 12} more");
    }

    private static PgMigrateException Wrong(TargetForm form, string next) => new(new PgError
    {
        Id = ErrorIds.TargetOutOfRange,
        Kind = PgErrorKind.InvalidArgument,
        What = $"'{form.Text}' is no target to go forward to.",
        Next = next,
    });

    private static PgMigrateException SeveralHeads(IReadOnlyList<RevisionNode> heads) => new(new PgError
    {
        Id = ErrorIds.SeveralHeads,
        Kind = PgErrorKind.InvalidInput,
        What = $"The folder has several heads: {List(heads)}.",
        Next = "Join them with Merge-PgMigration (pgmigrate merge), or apply all of them with the target 'heads', or name one.",
    });

    private RevisionNode One(TargetForm form, string name)
    {
        var matches = graph.Match(name);
        return matches.Count switch
        {
            1 => matches[0],
            0 => throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.RevisionUnknown,
                Kind = PgErrorKind.NotFound,
                What = $"No migration of the folder is or begins with '{name}'.",
                Next = $"Get-PgMigration (pgmigrate status) lists them. Target forms: {TargetForm.Forms}.",
            }),
            _ => throw Ambiguous(form, $"{matches.Count} revisions begin with '{name}'", matches),
        };
    }

    private RevisionNode LabelHead(TargetForm form)
    {
        var labelled = graph.Nodes.Where(node => node.Source.File.Labels.Contains(form.Name, StringComparer.Ordinal)).ToList();
        if (labelled.Count == 0)
        {
            var labels = graph.Nodes.SelectMany(node => node.Source.File.Labels).Distinct(StringComparer.Ordinal).ToList();
            throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.RevisionUnknown,
                Kind = PgErrorKind.NotFound,
                What = $"No migration of the folder has the label '{form.Name}'.",
                Next = labels.Count == 0 ? "Labels are given with '-- migrate:label <name>'." : $"Labels of the folder: {string.Join(", ", labels)}.",
            });
        }

        var heads = Branch(labelled).Where(node => node.Children.Count == 0).ToList();
        return heads.Count == 1 ? heads[0] : throw Ambiguous(form, $"the branch '{form.Name}' has several heads", heads);
    }

    private static HashSet<RevisionNode> Branch(IEnumerable<RevisionNode> start)
    {
        var seen = new HashSet<RevisionNode>();
        var stack = new Stack<RevisionNode>(start);
        while (stack.TryPop(out var node))
        {
            if (seen.Add(node))
            {
                foreach (var child in node.Children)
                {
                    stack.Push(child);
                }
            }
        }

        return seen;
    }

    /// <summary>N migrations onwards from the current revisions; each step must have one choice, and it must follow where the database is.</summary>
    private List<RevisionNode> Forward(TargetForm form, IReadOnlySet<RevisionNode> applied)
    {
        var done = applied.ToHashSet();
        var current = done.Where(node => !node.Children.Any(done.Contains)).ToHashSet();
        var ready = graph.Nodes.Where(IsReady).ToList();
        var path = new List<RevisionNode>();
        for (var left = form.Steps; left > 0; left--)
        {
            if (ready.Count == 0)
            {
                throw new PgMigrateException(new PgError
                {
                    Id = ErrorIds.TargetOutOfRange,
                    Kind = PgErrorKind.InvalidArgument,
                    What = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"'{form.Text}' goes beyond the head: {path.Count} migrations are left."),
                    Next = "Use 'head', or a smaller number.",
                });
            }

            if (ready.Count > 1)
            {
                throw Ambiguous(form, "several migrations could come next", ready);
            }

            var next = ready[0];
            if (current.Count > 0 && !next.Parents.Any(current.Contains))
            {
                throw Ambiguous(form, $"{next} does not follow {List(current)}, where the database is; it stands beside it", ready);
            }

            path.Add(next);
            done.Add(next);
            current.ExceptWith(next.Parents);
            current.Add(next);
            ready = [.. next.Children.Concat(next.Dependents).Distinct().Where(IsReady)];
        }

        return path;

        bool IsReady(RevisionNode node) => !done.Contains(node) && node.Parents.All(done.Contains) && node.DependsOn.All(done.Contains);
    }
}
