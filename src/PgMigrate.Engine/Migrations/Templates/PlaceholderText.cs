using System.Text;
using System.Text.RegularExpressions;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>
/// Fills a text: <c>{{name}}</c>, <c>{{#name}}…{{/name}}</c> when it is given, <c>{{^name}}…{{/name}}</c> when it is not,
/// <c>{{=name}}…{{/name}}</c> keeps a piece for later, <c>{{&gt;part}}</c> takes in a part. A line that holds only such a tag,
/// or only a kept piece, leaves nothing behind.
/// </summary>
internal sealed partial class PlaceholderText(TemplateScope scope, IReadOnlyDictionary<string, string> parts)
{
    /// <summary>Fills a text of SQL.</summary>
    public string Fill(string text) => Fill(LoneTag().Replace(text, "$1"), asName: false);

    /// <summary>Fills the default of a name.</summary>
    public string FillName(string text) => Fill(text, asName: true);

    private string Fill(string text, bool asName)
    {
        var output = new StringBuilder();
        var at = 0;
        while (Tag().Match(text, at) is { Success: true } tag)
        {
            output.Append(text, at, tag.Index - at);
            at = tag.Index + tag.Length;
            var name = tag.Groups[2].Value;
            switch (tag.Groups[1].Value)
            {
                case "":
                    output.Append(scope.Write(name, asName));
                    break;
                case ">":
                    output.Append(Fill(parts[name]));
                    break;
                case var kind:
                    var (inner, next) = Section(text, at, name);
                    at = next;
                    if (kind == "=")
                    {
                        scope.SetPiece(name, Fill(inner, asName));
                    }
                    else if (scope.IsGiven(name) == (kind == "#"))
                    {
                        output.Append(Fill(inner, asName));
                    }

                    break;
            }
        }

        return output.Append(text, at, text.Length - at).ToString();
    }

    private static (string Inner, int Next) Section(string text, int start, string name)
    {
        var depth = 1;
        for (var tag = Tag().Match(text, start); tag.Success; tag = tag.NextMatch())
        {
            if (tag.Groups[2].Value == name)
            {
                depth += tag.Groups[1].Value switch { "#" or "^" or "=" => 1, "/" => -1, _ => 0 };
                if (depth == 0)
                {
                    return (text[start..tag.Index], tag.Index + tag.Length);
                }
            }
        }

        throw new InvalidOperationException($"Section {name} is not closed.");
    }

    [GeneratedRegex(@"\{\{([#^/=>]?)([^{}]+)\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[ ]*(\{\{[#^/=>][^{}\n]+\}\}|\{\{=([a-z_]+)\}\}.*\{\{/\2\}\})[ ]*\n", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex LoneTag();
}
