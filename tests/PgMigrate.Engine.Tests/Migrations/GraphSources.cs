using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations;

/// <summary>Graphs without files: a migration is its number, what it revises and what it depends on.</summary>
internal static class GraphSources
{
    /// <param name="number">Its revision, too.</param>
    /// <param name="revises">Null for the one before it by number.</param>
    /// <param name="dependsOn">None by default.</param>
    /// <param name="labels">None by default.</param>
    public static MigrationSource Of(string number, string[]? revises = null, string[]? dependsOn = null, params string[] labels)
    {
        var path = $"/{number}_x.sql";
        var script = new MigrationScript(new FileContent(path, default, "sum " + number, false, "SELECT 1;"), null, new Directives());
        Assert.True(MigrationNumber.TryParse(number, out var parsed, out _));
        var file = new MigrationFile
        {
            Revision = number,
            Name = "x",
            Layout = MigrationLayout.Suffixes,
            File = path,
            ReverseFile = path,
            Checksum = "sum " + number,
            DependsOn = dependsOn ?? [],
            Labels = labels,
        };
        return new MigrationSource(file, parsed, script) { Revises = revises, Down = script };
    }

    public static RevisionGraph Graph(params MigrationSource[] sources) => RevisionGraph.Build(sources);

    /// <summary>A database in which these are applied.</summary>
    public static AppliedView View(RevisionGraph graph, IEnumerable<string> applied, Guid run = default) => new(
        graph,
        new HistoryState(1, true, applied.ToDictionary(r => r, r => Row(graph, r, run), StringComparer.Ordinal), []),
        "server:5432/db");

    private static AppliedMigration Row(RevisionGraph graph, string revision, Guid run) => new(
        revision, "x", false, "sum " + revision, [.. graph.Find(revision)!.Parents.Select(p => p.Revision)],
        DateTimeOffset.UnixEpoch, "me", run, TimeSpan.Zero, false, null);
}
