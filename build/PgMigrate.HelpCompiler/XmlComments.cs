using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PgMigrate.HelpCompiler;

/// <summary>The documentation comments of an assembly, as plain text.</summary>
internal sealed partial class XmlComments
{
    private readonly Dictionary<string, XElement> members;

    private XmlComments(Dictionary<string, XElement> members) => this.members = members;

    public static XmlComments Load(string file) => new(
        XDocument.Load(file).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!, StringComparer.Ordinal));

    /// <summary>The paragraphs of the summary; empty when there is none.</summary>
    public IReadOnlyList<string> Summary(string member)
    {
        if (!members.TryGetValue(member, out var element) || element.Element("summary") is not { } summary)
        {
            return [];
        }

        var paragraphs = summary.Elements("para").Any() ? summary.Elements("para") : [summary];
        return [.. paragraphs.Select(p => Blanks().Replace(Plain(p), " ").Trim()).Where(p => p.Length > 0)];
    }

    private static string Plain(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText literal:
                    text.Append(literal.Value);
                    break;
                case XElement { Name.LocalName: "see" or "seealso" } see:
                    text.Append(see.Value.Length > 0 ? see.Value : ((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword"))?.Split('.')[^1]);
                    break;
                case XElement { Name.LocalName: "paramref" } reference:
                    text.Append((string?)reference.Attribute("name"));
                    break;
                case XElement other:
                    text.Append(Plain(other));
                    break;
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
