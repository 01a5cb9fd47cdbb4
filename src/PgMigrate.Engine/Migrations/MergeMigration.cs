using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations;

/// <summary>A migration without statements that joins several heads into one.</summary>
internal sealed class MergeMigration(MergeOptions options)
{
    public IReadOnlyList<PlannedFile> Plan(CancellationToken cancellationToken)
    {
        var graph = RevisionGraph.Build(Files.FolderReader.Read(options.Path, cancellationToken));
        var resolver = new TargetResolver(graph);
        var heads = options.Heads.Count == 0
            ? graph.Heads
            : [.. options.Heads.Select(text => resolver.Revision(TargetForm.Parse(text))).Distinct()];
        if (heads.FirstOrDefault(node => node.Children.Count > 0) is { } followed)
        {
            throw Unneeded($"{followed} is no head: {TargetResolver.List(followed.Children)} follows it.", graph);
        }

        if (heads.Count < 2)
        {
            throw Unneeded("There is nothing to merge.", graph);
        }

        var number = NextNumber.After(NewMigration.LastNumber(graph), DateTimeOffset.UtcNow);
        var comment = $"-- Joins {string.Join(" and ", heads)}. It changes nothing; statements may be added.\n";
        return MigrationFileWriter.Plan(
            options.Path,
            NewMigration.LayoutOf(graph),
            number,
            MigrationName.From(options.Name),
            new RenderedMigration(
                "",
                new Dictionary<string, string> { ["revises"] = string.Join(' ', heads.Select(node => node.Revision)) },
                comment,
                "-- Nothing to undo: the heads stand apart again.\n",
                null));
    }

    private static PgMigrateException Unneeded(string what, RevisionGraph graph) => new(new PgError
    {
        Id = ErrorIds.MergeUnneeded,
        Kind = PgErrorKind.InvalidState,
        What = what,
        Next = graph.Heads.Count > 1 ? $"Heads of the folder: {TargetResolver.List(graph.Heads)}." : $"The folder has one head: {TargetResolver.List(graph.Heads)}.",
    });
}
