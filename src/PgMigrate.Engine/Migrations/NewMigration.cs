using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations;

/// <summary>Places a rendered template in a folder: number, layout, parents.</summary>
internal sealed class NewMigration(NewMigrationOptions options)
{
    public IReadOnlyList<PlannedFile> Plan(CancellationToken cancellationToken)
    {
        var name = MigrationName.From(options.Name);
        var rendered = new TemplateRenderer().Render(options);
        var graph = ReadFolder(options.Path, cancellationToken);
        var parents = Parents(graph);
        var numbers = NextNumber.After(LastNumber(graph), DateTimeOffset.UtcNow, rendered.Count);
        var layout = options.Layout ?? LayoutOf(graph);
        if (layout == MigrationLayout.Repeatable)
        {
            throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.TemplateArgument,
                Kind = PgErrorKind.InvalidArgument,
                What = "A template writes both directions of a migration; a repeatable file has one.",
                Next = "Choose another layout, or write the file R_<name>.sql by hand.",
            });
        }

        var files = new List<PlannedFile>();
        for (var i = 0; i < rendered.Count; i++)
        {
            var directives = new Dictionary<string, string>(rendered[i].Directives, StringComparer.Ordinal);
            if (i == 0 && parents is not null)
            {
                directives["revises"] = parents.Count == 0 ? "base" : string.Join(' ', parents);
            }

            if (i == 0 && options.Labels.Count > 0)
            {
                directives["label"] = string.Join(' ', options.Labels);
            }

            files.AddRange(MigrationFileWriter.Plan(
                options.Path, layout, numbers[i], name, rendered[i] with { Directives = directives }));
        }

        return files;
    }

    internal static RevisionGraph ReadFolder(string path, CancellationToken cancellationToken)
    {
        try
        {
            return RevisionGraph.Build(FolderReader.Read(path, cancellationToken));
        }
        catch (PgMigrateException failure) when (failure.Error.Id is ErrorIds.FolderNotFound or ErrorIds.FolderEmpty)
        {
            return RevisionGraph.Build([]);
        }
    }

    /// <summary>The number that comes last, in the order of the graph and not as text; none for an empty folder.</summary>
    internal static IReadOnlyList<string> LastNumber(RevisionGraph graph) => graph.Nodes.Count == 0
        ? []
        : [graph.Nodes.Select(node => node.Source.Number!.Value).Max().Text];

    /// <summary>The layout of the newest migration.</summary>
    internal static MigrationLayout LayoutOf(RevisionGraph graph) =>
        graph.Nodes.Count == 0 ? MigrationLayout.RollbackFolder : graph.Nodes[^1].Source.File.Layout;

    /// <summary>Null when the number says it: the new one comes last and follows the last one, which is the only head.</summary>
    private List<string>? Parents(RevisionGraph graph)
    {
        if (options.Revises.Count == 1 && options.Revises[0] == "base")
        {
            return [];
        }

        if (options.Revises.Count > 0)
        {
            var resolver = new TargetResolver(graph);
            return [.. options.Revises.Select(text => resolver.Revision(TargetForm.Parse(text)).Revision)];
        }

        var heads = graph.Heads;
        if (heads.Count > 1)
        {
            _ = new TargetResolver(graph).Up(TargetForm.Parse("head"), new HashSet<RevisionNode>());
        }

        var last = graph.Nodes.OrderBy(node => node.Source.Number!.Value).LastOrDefault();
        return heads.Count == 0 || heads[0] == last ? null : [heads[0].Revision];
    }
}
