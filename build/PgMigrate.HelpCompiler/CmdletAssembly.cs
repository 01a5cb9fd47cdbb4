using System.Reflection;
using System.Runtime.Loader;

namespace PgMigrate.HelpCompiler;

/// <summary>
/// Reads the cmdlets of an assembly. Nothing in it is run: attributes are read as data, so that the standard library,
/// which has no bodies, is enough.
/// </summary>
internal sealed class CmdletAssembly
{
    private const string Namespace = "System.Management.Automation.";
    private static readonly string[] CommonNames = ["WhatIf", "Confirm"];
    private readonly Assembly assembly;

    public CmdletAssembly(string file, string standardLibrary)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var context = new AssemblyLoadContext("cmdlets");
        context.Resolving += (loader, name) =>
            string.Equals(name.Name, "System.Management.Automation", StringComparison.Ordinal)
                ? loader.LoadFromAssemblyPath(Path.GetFullPath(standardLibrary))
                : File.Exists(Path.Combine(folder, name.Name + ".dll")) ? loader.LoadFromAssemblyPath(Path.Combine(folder, name.Name + ".dll")) : null;
        assembly = context.LoadFromAssemblyPath(Path.GetFullPath(file));
    }

    public IReadOnlyList<CmdletDescription> Read(XmlComments comments, List<string> complaints) =>
        [.. assembly.GetExportedTypes()
            .Where(t => !t.IsAbstract && Attribute(t, "CmdletAttribute") is not null)
            .Select(t => Cmdlet(t, comments, complaints))
            .OrderBy(c => c.Name, StringComparer.Ordinal)];

    private static CmdletDescription Cmdlet(Type type, XmlComments comments, List<string> complaints)
    {
        var attribute = Attribute(type, "CmdletAttribute")!;
        var name = $"{attribute.ConstructorArguments[0].Value}-{attribute.ConstructorArguments[1].Value}";
        if (comments.Summary($"T:{type.FullName}").Count == 0)
        {
            complaints.Add($"{type.Name} ({name}) has no summary.");
        }

        var parameters = type.GetProperties()
            .Where(p => Attribute(p, "ParameterAttribute") is not null)
            .Select(p => Parameter(p, comments))
            .ToList();
        complaints.AddRange(parameters.Where(p => p.Text.Count == 0).Select(p => $"-{p.Name} of {name} has no summary."));
        if (Named(attribute, "SupportsShouldProcess") is true)
        {
            parameters.AddRange(CommonNames.Select(Common));
        }

        return new CmdletDescription(
            name,
            Named(attribute, "DefaultParameterSetName") as string,
            parameters,
            [.. type.GetCustomAttributesData()
                .Where(a => a.AttributeType.FullName == Namespace + "OutputTypeAttribute")
                .SelectMany(a => (IReadOnlyCollection<CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)
                .Select(a => ((Type)a.Value!).FullName!)]);
    }

    private static ParameterDescription Parameter(PropertyInfo property, XmlComments comments)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var element = type.IsArray ? type.GetElementType()! : type;
        return new ParameterDescription(
            property.Name,
            TypeName(type),
            type.FullName == Namespace + "SwitchParameter",
            Attribute(property, "SupportsWildcardsAttribute") is not null,
            element.IsEnum ? Enum.GetNames(element) : [],
            [.. property.GetCustomAttributesData().Where(a => a.AttributeType.FullName == Namespace + "ParameterAttribute").Select(Set)],
            comments.Summary($"P:{property.DeclaringType!.FullName}.{property.Name}"));
    }

    private static ParameterSetDescription Set(CustomAttributeData attribute) => new(
        Named(attribute, "ParameterSetName") as string,
        Named(attribute, "Mandatory") is true,
        Named(attribute, "Position") as int?,
        Named(attribute, "ValueFromPipeline") is true,
        Named(attribute, "ValueFromPipelineByPropertyName") is true);

    private static ParameterDescription Common(string name) => new(
        name,
        "SwitchParameter",
        IsSwitch: true,
        Wildcards: false,
        [],
        [new ParameterSetDescription(null, Mandatory: false, null, FromPipeline: false, FromPipelineByName: false)],
        [name == "WhatIf" ? "Shows in full what the command would do, and changes nothing." : "Asks before the command goes on. -Confirm:$false answers yes."]);

    private static string TypeName(Type type) => type switch
    {
        { IsArray: true } => TypeName(type.GetElementType()!) + "[]",
        { FullName: "System.String" } => "string",
        { FullName: "System.Int32" } => "int",
        _ => type.Name,
    };

    private static CustomAttributeData? Attribute(MemberInfo member, string name) =>
        member.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.FullName == Namespace + name);

    private static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name).TypedValue.Value;
}
