namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>One migration as a template wrote it, before it is laid out in files.</summary>
/// <param name="NameSuffix">Goes behind the name, <c>expand</c>; empty when the template wrote only one migration.</param>
/// <param name="Directives">Without <c>migrate:</c>, in the order in which they are written.</param>
/// <param name="Up">Ends with a line end.</param>
/// <param name="Down">Ends with a line end.</param>
/// <param name="Verify">Returns one true when the change is present; null when there is nothing to prove.</param>
internal sealed record RenderedMigration(
    string NameSuffix, IReadOnlyDictionary<string, string> Directives, string Up, string Down, string? Verify)
{
    /// <summary>Of the way back, which runs on its own and so has its own.</summary>
    public IReadOnlyDictionary<string, string> DownDirectives { get; init; } = new Dictionary<string, string>();
}
