using System.Text.RegularExpressions;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>Fills a template with arguments. Pure: asks no server and writes no file.</summary>
internal sealed partial class TemplateRenderer
{
    /// <summary>The migrations, in the order in which they are to be applied.</summary>
    /// <exception cref="Errors.PgMigrateException">TemplateUnknown, TemplateArgument.</exception>
    public IReadOnlyList<RenderedMigration> Render(NewMigrationOptions options)
    {
        var template = TemplateCatalog.Find(options.Template);
        var scope = new TemplateScope();
        var text = new PlaceholderText(scope, TemplateCatalog.Parts);
        Bind(template, options.Arguments, scope, text);
        if (template.Refusals.FirstOrDefault(r => r.When.Holds(scope.IsGiven)) is { } refusal)
        {
            throw TemplateFault.Argument($"The template '{template.Name}' cannot be filled with these arguments.", refusal.Message);
        }

        var chosen = template.Migrations.Where(m => m.When.Holds(scope.IsGiven)).ToList();
        return chosen.ConvertAll(m => new RenderedMigration(
            chosen.Count == 1 ? string.Empty : m.Suffix,
            m.Directives,
            Tidy(text.Fill(m.Up)),
            Tidy(text.Fill(m.Down)),
            m.Verify is null ? null : Tidy(text.Fill(m.Verify))) { DownDirectives = m.DownDirectives });
    }

    private static void Bind(
        TemplateText template, IReadOnlyDictionary<string, string> arguments, TemplateScope scope, PlaceholderText text)
    {
        var given = ByName(template, arguments);
        var missing = template.Parameters.Where(p => p.Required && !given.ContainsKey(p.Name)).ToList();
        if (missing.Count > 0)
        {
            throw TemplateFault.Argument(
                $"The template '{template.Name}' needs {string.Join(", ", missing.Select(p => p.Name))}.",
                "Give " + string.Join("; ", missing.Select(p => $"{p.Name}: {p.Description}")));
        }

        foreach (var parameter in template.Parameters)
        {
            scope.Set(parameter.Name, given.TryGetValue(parameter.Name, out var value)
                ? TemplateValue.Check(parameter, value)
                : Default(parameter, text));
        }
    }

    private static TemplateValue Default(TemplateParameter parameter, PlaceholderText text)
    {
        if (parameter.Default is null)
        {
            return TemplateValue.Absent(parameter.Kind);
        }

        if (parameter.Kind == ParameterKind.Identifier)
        {
            return TemplateValue.Check(parameter, SqlName.Shorten(text.FillName(parameter.Default)));
        }

        var value = text.Fill(parameter.Default);
        return value.Length == 0 ? TemplateValue.Absent(parameter.Kind) : TemplateValue.Check(parameter, value);
    }

    private static Dictionary<string, string> ByName(TemplateText template, IReadOnlyDictionary<string, string> arguments)
    {
        var names = template.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in arguments)
        {
            // not-null and Not_Null are the same to whoever types them.
            var name = key.ToLowerInvariant().Replace('-', '_');
            if (!names.Contains(name))
            {
                throw TemplateFault.Argument(
                    $"The template '{template.Name}' has no argument '{key}'.",
                    names.Count == 0 ? "It takes none." : $"It takes {string.Join(", ", names)}.");
            }

            if (!given.TryAdd(name, value))
            {
                throw TemplateFault.Argument($"The argument '{name}' is given twice.", "Give it once.");
            }
        }

        // An empty text is the way to say "none" on a command line.
        foreach (var name in given.Where(g => string.IsNullOrWhiteSpace(g.Value)).Select(g => g.Key).ToList())
        {
            given.Remove(name);
        }

        return given;
    }

    // Sections that were left out leave blank lines and blanks at line ends behind.
    private static string Tidy(string text) => BlankLines().Replace(text.Trim(), "\n\n") + "\n";

    [GeneratedRegex(@"[ ]*\n(?:[ ]*\n){2,}", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLines();
}
