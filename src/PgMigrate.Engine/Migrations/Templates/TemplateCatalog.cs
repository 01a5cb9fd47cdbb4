using System.Reflection;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>The templates that this assembly carries: one file each in module/templates, shared pieces in its folder parts.</summary>
internal static class TemplateCatalog
{
    private const string Prefix = "templates/";
    private const string PartPrefix = "templates/parts/";
    private const string Extension = ".sql";

    private static readonly Lazy<SortedDictionary<string, TemplateText>> Templates = new(ReadTemplates);
    private static readonly Lazy<IReadOnlyDictionary<string, string>> PartTexts = new(ReadParts);

    public static IReadOnlyList<MigrationTemplate> All => Templates.Value.Values.Select(t => t.ToContract()).ToList();

    /// <summary>Pieces that several templates share, by name.</summary>
    public static IReadOnlyDictionary<string, string> Parts => PartTexts.Value;

    /// <exception cref="PgMigrateException">TemplateUnknown.</exception>
    public static TemplateText Find(string name) => Templates.Value.TryGetValue(name, out var template)
        ? template
        : throw new PgMigrateException(new PgError
        {
            Id = ErrorIds.TemplateUnknown,
            Kind = PgErrorKind.NotFound,
            What = $"There is no template '{name}'.",
            Next = $"Use one of: {string.Join(", ", Templates.Value.Keys)}.",
        });

    private static SortedDictionary<string, TemplateText> ReadTemplates()
    {
        var templates = new SortedDictionary<string, TemplateText>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in ReadResources(n => !n.StartsWith(PartPrefix, StringComparison.Ordinal)))
        {
            var key = name[Prefix.Length..];
            templates.Add(key, TemplateReader.Read(key, text));
        }

        return templates;
    }

    private static Dictionary<string, string> ReadParts() =>
        ReadResources(n => n.StartsWith(PartPrefix, StringComparison.Ordinal))
            .ToDictionary(r => r.Name[PartPrefix.Length..], r => r.Text.ReplaceLineEndings("\n"), StringComparer.Ordinal);

    private static IEnumerable<(string Name, string Text)> ReadResources(Func<string, bool> wanted)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            // Windows builds put its own separator into the name.
            var name = resource.Replace('\\', '/');
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal) && wanted(name))
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                yield return (name[..^Extension.Length], reader.ReadToEnd());
            }
        }
    }
}
