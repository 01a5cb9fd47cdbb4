using PgMigrate.Engine.Migrations.Files;

namespace PgMigrate.Engine.Migrations.Graph;

/// <summary>
/// Which revisions a name can mean: exactly its revision or whole file name, else its number however many zeros are
/// written, else everything that begins with it.
/// </summary>
internal static class RevisionName
{
    public static IReadOnlyList<RevisionNode> Match(IEnumerable<RevisionNode> nodes, string name)
    {
        var all = nodes.OrderBy(node => node.Rank).ToList();
        var exact = all.Where(node => node.Revision == name || node.ToString() == name).ToList();
        if (exact.Count > 0)
        {
            return exact;
        }

        if (MigrationNumber.TryParse(name, out var number, out var words) && words.Length == 0)
        {
            var byNumber = all.Where(node => node.Source.Number == number && node.Source.Up.Directives.Revision is null).ToList();
            if (byNumber.Count > 0)
            {
                return byNumber;
            }
        }

        return all.Where(node => node.Revision.StartsWith(name, StringComparison.Ordinal)
            || node.ToString().StartsWith(name, StringComparison.Ordinal)).ToList();
    }
}
