namespace PgMigrate.Engine.Tests.Migrations.Templates;

/// <summary>A set of names to fill templates with, quoted here by the plainest rule so that the engine's own is tested.</summary>
/// <param name="Column">Of the hostile set: 63 bytes, so that every name derived from it has to be shortened.</param>
public sealed record TemplateNames(string Schema, string Table, string Other, string Key, string Column, string To, string Type)
{
    private static readonly Dictionary<string, TemplateNames> Sets = new(StringComparer.Ordinal)
    {
        ["plain"] = new("app", "suppliers", "countries", "id", "name", "title", "mood"),
        ["hostile"] = new(
            "My \"Schema\"", "Straße \"x\".y", "Länder, alle; --", "ID", "a'b\\c $body$ {{key}} " + string.Concat(Enumerable.Repeat("ü", 21)), "select",
            "Mood \"of\" the.day"),
    };

    public static IEnumerable<string> All => Sets.Keys;

    public string QualifiedTable => Q(Schema) + "." + Q(Table);

    public string QualifiedOther => Q(Schema) + "." + Q(Other);

    public string QualifiedType => Q(Schema) + "." + Q(Type);

    public static TemplateNames Find(string set) => Sets[set];

    public static string Q(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>As an item of a list.</summary>
    public static string Item(string name) => Q(name);
}
