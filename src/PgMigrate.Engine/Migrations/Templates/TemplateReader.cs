using System.Text;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>
/// Reads a template file. Lines that start with <c>--!</c> are its own:
/// <c>description</c>, <c>argument name kind [optional] [= default] : what it is</c>, <c>refuse when condition : way out</c>,
/// <c>migration [suffix] [when condition]</c>, and in a migration <c>up</c>, <c>down</c>, <c>verify</c> and <c>directive key value</c>,
/// which behind <c>down</c> holds for the way back.
/// A fault is one of this program, not of its user: the files are part of the assembly.
/// </summary>
internal sealed class TemplateReader(string name)
{
    private const string Mark = "--! ";

    private readonly List<TemplateParameter> parameters = [];
    private readonly List<TemplateRefusal> refusals = [];
    private readonly List<OpenMigration> migrations = [];
    private string description = string.Empty;
    private StringBuilder? body;

    public static TemplateText Read(string name, string text) => new TemplateReader(name).Read(text);

    private TemplateText Read(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                ReadOwnLine(line[Mark.Length..].Trim());
            }
            else if (body is not null)
            {
                body.Append(line).Append('\n');
            }
            else if (line.Length > 0)
            {
                throw Fault($"text outside of up, down and verify: {line}");
            }
        }

        if (description.Length == 0 || migrations.Count == 0)
        {
            throw Fault("a description and a migration are needed");
        }

        return new TemplateText(name, description, parameters, refusals, migrations.ConvertAll(m => m.Close(Fault)));
    }

    private void ReadOwnLine(string line)
    {
        var (word, rest) = Cut(line, " ");
        switch (word)
        {
            case "description":
                description = rest;
                break;
            case "argument":
                parameters.Add(ReadParameter(rest));
                break;
            case "refuse":
                var (condition, message) = Cut(rest, " : ");
                refusals.Add(new TemplateRefusal(new TemplateCondition(Cut(condition, "when ").After), message));
                break;
            case "migration":
                var (suffix, when) = Cut(" " + rest, " when ");
                migrations.Add(new OpenMigration(suffix.Trim(), new TemplateCondition(when)));
                body = null;
                break;
            case "directive" when migrations.Count > 0:
                var (key, value) = Cut(rest, " ");
                migrations[^1].Directives(body).Add(key, value);
                break;
            case "up" or "down" or "verify" when migrations.Count > 0:
                body = new StringBuilder();
                migrations[^1].Bodies.Add(word, body);
                break;
            default:
                throw Fault($"a line that is not understood: {line}");
        }
    }

    private TemplateParameter ReadParameter(string line)
    {
        var (declaration, text) = Cut(line, " : ");
        var (left, standard) = Cut(declaration + " ", " = ");
        var words = left.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (kindName, choices) = Cut(words[1], ":");
        if (text.Length == 0 || !Enum.TryParse<ParameterKind>(kindName, ignoreCase: true, out var kind))
        {
            throw Fault($"an argument that is not understood: {line}");
        }

        var optional = standard.Length > 0 || words.Contains("optional");
        return new TemplateParameter(
            words[0], kind, choices.Split(',', StringSplitOptions.RemoveEmptyEntries), !optional, standard.Length > 0 ? standard.Trim() : null, text);
    }

    private static (string Before, string After) Cut(string text, string separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, string.Empty) : (text[..at], text[(at + separator.Length)..]);
    }

    private InvalidOperationException Fault(string what) => new($"Template {name}: {what}");

    private sealed record OpenMigration(string Suffix, TemplateCondition When)
    {
        private readonly Dictionary<string, string> upDirectives = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> downDirectives = new(StringComparer.Ordinal);

        public Dictionary<string, StringBuilder> Bodies { get; } = new(StringComparer.Ordinal);

        /// <summary>Those of the way back where its text is being read, else those of the migration.</summary>
        public Dictionary<string, string> Directives(StringBuilder? body) =>
            body is not null && Bodies.GetValueOrDefault("down") == body ? downDirectives : upDirectives;

        public MigrationText Close(Func<string, Exception> fault)
        {
            if (!Bodies.TryGetValue("up", out var up) || !Bodies.TryGetValue("down", out var down))
            {
                throw fault("a migration needs up and down");
            }

            return new MigrationText(
                Suffix, When, upDirectives, downDirectives, up.ToString(), down.ToString(), Bodies.GetValueOrDefault("verify")?.ToString());
        }
    }
}
