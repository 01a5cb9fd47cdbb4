using PgMigrate.Engine.Migrations.Files;

namespace PgMigrate.Engine.Migrations.Graph;

/// <summary>A migration in the graph.</summary>
internal sealed class RevisionNode(MigrationSource source)
{
    private readonly List<RevisionNode> parents = [];
    private readonly List<RevisionNode> children = [];
    private readonly List<RevisionNode> dependsOn = [];
    private readonly List<RevisionNode> dependents = [];

    public MigrationSource Source { get; } = source;

    public string Revision => Source.Revision;

    /// <summary>Its place in the order of application.</summary>
    public int Rank { get; set; }

    public IReadOnlyList<RevisionNode> Parents => parents;

    public IReadOnlyList<RevisionNode> Children => children;

    public IReadOnlyList<RevisionNode> DependsOn => dependsOn;

    public IReadOnlyList<RevisionNode> Dependents => dependents;

    public void AddParent(RevisionNode parent)
    {
        parents.Add(parent);
        parent.children.Add(this);
    }

    public void AddDependency(RevisionNode dependency)
    {
        dependsOn.Add(dependency);
        dependency.dependents.Add(this);
    }

    public override string ToString() => Source.File.ToString();
}
