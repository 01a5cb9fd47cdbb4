using System.Text.RegularExpressions;

namespace PgMigrate.HelpCompiler;

/// <summary>An example of a page.</summary>
internal sealed record MarkdownExample(string Title, string Code, IReadOnlyList<string> Remarks);

/// <summary>
/// A cmdlet's page: a heading, the synopsis, and sections. Only what these pages use of Markdown is known: headings,
/// paragraphs, lists, fenced code, inline code and links.
/// </summary>
internal sealed partial class MarkdownPage
{
    public const string DescriptionHeading = "Description";
    public const string ExamplesHeading = "Examples";
    public const string ErrorsHeading = "Errors";
    public const string SeeAlsoHeading = "See also";

    private readonly Dictionary<string, IReadOnlyList<string>> sections = new(StringComparer.Ordinal);

    public string Title { get; private set; } = "";

    public string Synopsis { get; private set; } = "";

    public IReadOnlyList<MarkdownExample> Examples { get; private set; } = [];

    /// <summary>The paragraphs of a section, list items one by one.</summary>
    public IReadOnlyList<string> Section(string heading) => sections.GetValueOrDefault(heading, []);

    public static MarkdownPage Parse(IReadOnlyList<string> lines)
    {
        var page = new MarkdownPage { Title = lines.Count > 0 && lines[0].StartsWith("# ", StringComparison.Ordinal) ? lines[0][2..].Trim() : "" };
        var parts = Cut(lines.Skip(1), "## ");
        page.Synopsis = string.Join(' ', Paragraphs(parts[0].Lines));
        foreach (var (heading, body) in parts.Skip(1))
        {
            if (heading == ExamplesHeading)
            {
                page.Examples = [.. Cut(body, "### ").Skip(1).Select(p => Example(p.Heading, p.Lines))];
            }
            else
            {
                page.sections[heading] = Paragraphs(body);
            }
        }

        return page;
    }

    private static MarkdownExample Example(string title, IReadOnlyList<string> lines)
    {
        var start = lines.ToList().FindIndex(l => l.StartsWith("```", StringComparison.Ordinal));
        var end = start < 0 ? -1 : lines.ToList().FindIndex(start + 1, l => l.StartsWith("```", StringComparison.Ordinal));
        return end < 0
            ? new MarkdownExample(title, "", Paragraphs(lines))
            : new MarkdownExample(
                title, string.Join('\n', lines.Skip(start + 1).Take(end - start - 1)), Paragraphs([.. lines.Take(start), .. lines.Skip(end + 1)]));
    }

    // The first part, which has no heading, is what comes before the first one. Headings inside of code are code.
    private static List<(string Heading, List<string> Lines)> Cut(IEnumerable<string> lines, string mark)
    {
        var parts = new List<(string Heading, List<string> Lines)> { ("", []) };
        var inCode = false;
        foreach (var line in lines)
        {
            inCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!inCode && line.StartsWith(mark, StringComparison.Ordinal))
            {
                parts.Add((line[mark.Length..].Trim(), []));
            }
            else
            {
                parts[^1].Lines.Add(line);
            }
        }

        return parts;
    }

    private static List<string> Paragraphs(IEnumerable<string> lines)
    {
        var paragraphs = new List<string>();
        var open = false;
        foreach (var line in lines)
        {
            var text = line.Trim();
            var item = text.StartsWith("- ", StringComparison.Ordinal);
            if (text.Length == 0)
            {
                open = false;
            }
            else if (open && !item)
            {
                paragraphs[^1] += " " + Plain(text);
            }
            else
            {
                paragraphs.Add(Plain(text));
                open = true;
            }
        }

        return paragraphs;
    }

    private static string Plain(string text) =>
        Link().Replace(text, "$1").Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();
}
