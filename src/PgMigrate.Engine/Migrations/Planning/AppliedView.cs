using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>The history of a database held against the graph of a folder.</summary>
internal sealed class AppliedView
{
    private const int ListAtMost = 10;

    public AppliedView(RevisionGraph graph, HistoryState history, string database)
    {
        Graph = graph;
        History = history;
        Database = database;
        foreach (var applied in history.Applied.Values.Where(a => !a.Repeatable))
        {
            if (graph.Find(applied.Revision) is { } node)
            {
                Nodes.Add(node);
            }
        }
    }

    public RevisionGraph Graph { get; }

    /// <summary>Steps of an earlier plan for the same request, by the scripts that they run: not planned again.</summary>
    public IReadOnlyDictionary<MigrationScript, StepWork> Planned { get; init; } = new Dictionary<MigrationScript, StepWork>();

    public HistoryState History { get; }

    public string Database { get; }

    /// <summary>The applied migrations whose files are there.</summary>
    public HashSet<RevisionNode> Nodes { get; } = [];

    /// <summary>Applied revisions that nothing applied follows, files or not.</summary>
    public IReadOnlyList<string> Current => CurrentOf(History.Applied.Values.Where(a => !a.Repeatable).Select(a => (a.Revision, Parents(a))));

    /// <summary>Applied versioned migrations whose files are gone.</summary>
    public IReadOnlyList<AppliedMigration> Missing =>
        [.. History.Applied.Values.Where(a => !a.Repeatable && Graph.Find(a.Revision) is null).OrderBy(a => a.AppliedAt)];

    /// <summary>Applied migrations whose files were edited.</summary>
    public IReadOnlyList<RevisionNode> Changed =>
        [.. Nodes.Where(node => History.Applied[node.Revision].Checksum != node.Source.File.Checksum).OrderBy(node => node.Rank)];

    public IReadOnlyList<string> CurrentAfter(IEnumerable<RevisionNode> added, IEnumerable<string> removed)
    {
        var gone = removed.ToHashSet(StringComparer.Ordinal);
        var all = History.Applied.Values.Where(a => !a.Repeatable && !gone.Contains(a.Revision)).Select(a => (a.Revision, Parents(a)))
            .Concat(added.Select(node => (node.Revision, (IEnumerable<string>)node.Parents.Select(p => p.Revision))));
        return CurrentOf(all);
    }

    public void ThrowIfDamaged()
    {
        if (Missing is { Count: > 0 } missing)
        {
            throw Error(
                ErrorIds.FileMissing,
                $"{Files(missing.Count)} applied to {Database} {(missing.Count == 1 ? "is" : "are")} not in the folder: {List(missing.Select(m => m.Revision + "_" + m.Name))}.",
                "Get the files back from version control. When they are gone for good, forget them with Repair-PgMigration -RemoveMissing <revision> (pgmigrate repair --remove-missing <revision>).");
        }

        if (Changed is { Count: > 0 } changed)
        {
            throw Edited(changed);
        }
    }

    public PgMigrateException Edited(IReadOnlyList<RevisionNode> changed) => Error(
        ErrorIds.FileChanged,
        $"{Files(changed.Count)} applied to {Database} {(changed.Count == 1 ? "has" : "have")} been edited since: {List(changed.Select(c => c.ToString()))}.",
        "Undo the edit, and put the change into a new migration. When the edit is harmless (a comment), accept it with Repair-PgMigration -AcceptChecksum <revision> (pgmigrate repair --accept-checksum <revision>).",
        new SourcePosition(changed[0].Source.File.File, 1, 1));

    public PgMigrateException Error(string id, string what, string next, SourcePosition? position = null) => new(new PgError
    {
        Id = id,
        Kind = PgErrorKind.InvalidState,
        Database = Database,
        What = what,
        Next = next,
        Position = position,
    });

    public static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= ListAtMost
            ? string.Join(", ", all)
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{string.Join(", ", all.Take(ListAtMost))} and {all.Count - ListAtMost} more");
    }

    private static string Files(int count) => count == 1 ? "A migration" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} migrations");

    private static IReadOnlyList<string> CurrentOf(IEnumerable<(string Revision, IEnumerable<string> Parents)> applied)
    {
        var all = applied.ToList();
        var followed = all.SelectMany(a => a.Parents).ToHashSet(StringComparer.Ordinal);
        return [.. all.Select(a => a.Revision).Where(r => !followed.Contains(r)).Order(StringComparer.Ordinal)];
    }

    // The files say what follows what; the history only where they are gone.
    private IEnumerable<string> Parents(AppliedMigration applied) =>
        Graph.Find(applied.Revision)?.Parents.Select(p => p.Revision) ?? applied.Parents;
}
