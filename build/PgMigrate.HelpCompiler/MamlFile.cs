using System.Globalization;
using System.Xml.Linq;

namespace PgMigrate.HelpCompiler;

/// <summary>PowerShell's help format (MAML), as Get-Help reads it.</summary>
internal static class MamlFile
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static void Write(string file, IReadOnlyList<CmdletDescription> cmdlets, IReadOnlyDictionary<string, MarkdownPage> pages)
    {
        var document = new XDocument(
            new XDeclaration("1.0", "utf-8", null),
            new XElement(Msh + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(c => Item(c, pages[c.Name]))));
        using var writer = new StreamWriter(file) { NewLine = "\n" };
        document.Save(writer);
    }

    private static XElement Item(CmdletDescription cmdlet, MarkdownPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Maml + "description", Para(page.Synopsis)),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun)),
        new XElement(Maml + "description", page.Section(MarkdownPage.DescriptionHeading).Select(Para)),
        new XElement(Command + "syntax", cmdlet.ParameterSets().Select(s => Syntax(cmdlet, s))),
        new XElement(
            Command + "parameters",
            cmdlet.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => Parameter(p, p.Sets[0], inSyntax: false))),
        new XElement(Command + "inputTypes", Inputs(cmdlet).Select(t => Type(Command + "inputType", t))),
        new XElement(Command + "returnValues", Outputs(cmdlet).Select(t => Type(Command + "returnValue", t))),
        new XElement(
            Maml + "alertSet",
            new XElement(
                Maml + "alert",
                Para("Errors, by the first part of FullyQualifiedErrorId:"),
                page.Section(MarkdownPage.ErrorsHeading).Select(e => Para(e)))),
        new XElement(Command + "examples", page.Examples.Select(Example)),
        new XElement(Command + "relatedLinks", page.Section(MarkdownPage.SeeAlsoHeading).Select(Link)));

    private static XElement Syntax(CmdletDescription cmdlet, string? set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", cmdlet.Name),
        cmdlet.Parameters
            .Select(p => (Parameter: p, Set: p.In(set)))
            .Where(p => p.Set is not null)
            .OrderBy(p => p.Set!.Position ?? int.MaxValue)
            .ThenByDescending(p => p.Set!.Mandatory)
            .Select(p => Parameter(p.Parameter, p.Set!, inSyntax: true)));

    private static XElement Parameter(ParameterDescription parameter, ParameterSetDescription set, bool inSyntax)
    {
        var element = new XElement(
            Command + "parameter",
            new XAttribute("required", Text(set.Mandatory)),
            new XAttribute("variableLength", "true"),
            new XAttribute("globbing", Text(parameter.Wildcards)),
            new XAttribute("pipelineInput", set.PipelineInput),
            new XAttribute("position", set.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", "none"),
            new XElement(Maml + "name", parameter.Name),
            new XElement(Maml + "description", parameter.Text.Select(Para)));
        if (inSyntax && parameter.Values.Count > 0)
        {
            element.Add(new XElement(
                Command + "parameterValueGroup",
                parameter.Values.Select(v => new XElement(
                    Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), v))));
        }

        if (!(inSyntax && parameter.IsSwitch))
        {
            element.Add(new XElement(
                Command + "parameterValue", new XAttribute("required", Text(!parameter.IsSwitch)), new XAttribute("variableLength", "false"), parameter.TypeName));
        }

        element.Add(
            new XElement(Dev + "type", new XElement(Maml + "name", parameter.TypeName), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", parameter.Default.Length > 0 ? parameter.Default : "None"));
        return element;
    }

    private static IEnumerable<string> Inputs(CmdletDescription cmdlet)
    {
        var types = cmdlet.Parameters.Where(p => p.Sets.Any(s => s.FromPipeline)).Select(p => p.TypeName).Distinct(StringComparer.Ordinal).ToList();
        return types.Count > 0 ? types : ["None"];
    }

    private static IEnumerable<string> Outputs(CmdletDescription cmdlet) => cmdlet.OutputTypes.Count > 0 ? cmdlet.OutputTypes : ["None"];

    private static XElement Type(XName name, string type) =>
        new(name, new XElement(Dev + "type", new XElement(Maml + "name", type)), new XElement(Maml + "description", Para("")));

    private static XElement Example(MarkdownExample example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", string.Create(CultureInfo.InvariantCulture, $"-------- Example {index + 1}: {example.Title} --------")),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", example.Remarks.Append("").Select(Para)));

    private static XElement Link(string text) =>
        new(Maml + "navigationLink", new XElement(Maml + "linkText", text.TrimStart('-', ' ')), new XElement(Maml + "uri"));

    private static XElement Para(string text) => new(Maml + "para", text);

    private static string Text(bool value) => value ? "true" : "false";
}
