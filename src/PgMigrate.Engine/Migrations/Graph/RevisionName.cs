using PgMigrate.Engine.Migrations.Files;

namespace PgMigrate.Engine.Migrations.Graph;

/// <summary>
/// Which revisions a name can mean: exactly its revision or whole file name, else its number however many zeros are
/// written, else everything that begins with it.
/// </summary>
internal sealed class RevisionName
{
    private readonly IReadOnlyList<RevisionNode> nodes;
    private readonly ILookup<string, RevisionNode> exact;
    private readonly ILookup<MigrationNumber, RevisionNode> numbered;

    public RevisionName(IReadOnlyList<RevisionNode> nodes)
    {
        this.nodes = nodes;
        exact = nodes.SelectMany(node => new[] { node.Revision, node.ToString() }.Distinct(StringComparer.Ordinal), (node, name) => (node, name))
            .ToLookup(pair => pair.name, pair => pair.node, StringComparer.Ordinal);
        numbered = nodes.Where(node => node.Source.Up.Directives.Revision is null).ToLookup(node => node.Source.Number!.Value);
    }

    /// <summary>In the order of application.</summary>
    public IReadOnlyList<RevisionNode> Match(string name)
    {
        if (name.Length == 0)
        {
            return [];
        }

        IEnumerable<RevisionNode> found = exact[name];
        if (!found.Any() && MigrationNumber.TryParse(name, out var number, out var words) && words.Length == 0)
        {
            found = numbered[number];
        }

        if (!found.Any())
        {
            found = nodes.Where(node => node.Revision.StartsWith(name, StringComparison.Ordinal)
                || node.ToString().StartsWith(name, StringComparison.Ordinal));
        }

        return [.. found.OrderBy(node => node.Rank)];
    }
}
