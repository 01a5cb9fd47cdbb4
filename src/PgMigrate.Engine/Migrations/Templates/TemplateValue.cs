using System.Globalization;
using System.Text;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>An argument's value, checked, and the ways in which it can be written.</summary>
/// <param name="Raw">As it was given.</param>
/// <param name="Items">Of a list; else the value alone.</param>
internal sealed record TemplateValue(ParameterKind Kind, string Raw, IReadOnlyList<string> Items)
{
    /// <summary>True when a section about it is to be written.</summary>
    public bool IsGiven => Raw.Length > 0 && !(Kind == ParameterKind.Flag && Raw == "false");

    /// <summary>As SQL.</summary>
    public string Sql => Kind switch
    {
        ParameterKind.Identifier => SqlName.Quote(Raw),
        ParameterKind.Identifiers => string.Join(", ", Items.Select(SqlName.Quote)),
        ParameterKind.Text => SqlLiteral.Quote(Raw),
        ParameterKind.Texts => string.Join(", ", Items.Select(SqlLiteral.Quote)),
        ParameterKind.Choice => Raw.Replace('-', ' ').ToUpperInvariant(),
        _ => Raw,
    };

    /// <summary>As part of a derived name.</summary>
    public string Plain => Kind is ParameterKind.Identifiers or ParameterKind.Texts ? string.Join('_', Items) : Raw;

    /// <summary>The words of an expression as part of a derived name: <c>lower(email)</c> becomes <c>lower_email</c>.</summary>
    public string Words
    {
        get
        {
            var words = new StringBuilder();
            foreach (var c in Raw)
            {
                if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
                {
                    words.Append(char.ToLowerInvariant(c));
                }
                else if (words.Length > 0 && words[^1] != '_')
                {
                    words.Append('_');
                }
            }

            return words.ToString().TrimEnd('_');
        }
    }

    public static TemplateValue Absent(ParameterKind kind) => new(kind, string.Empty, []);

    /// <summary>Checks what was given.</summary>
    /// <param name="parameter">What the template declares.</param>
    /// <param name="text">Not empty.</param>
    /// <exception cref="Errors.PgMigrateException">TemplateArgument.</exception>
    public static TemplateValue Check(TemplateParameter parameter, string text)
    {
        var isList = parameter.Kind is ParameterKind.Identifiers or ParameterKind.Texts;
        var isSql = parameter.Kind is ParameterKind.Expression or ParameterKind.Type;
        var items = isList ? NameList.Read(text) : [text];
        if (items is null)
        {
            throw Refuse(parameter, "it is not a list", "Put commas between the items; an item that holds a comma stands in double quotes, and a double quote in it is written twice.");
        }

        var broken = text.EnumerateRunes().Any(r => r == Rune.ReplacementChar || (Rune.IsControl(r) && !(isSql && r.Value is '\n' or '\r' or '\t')));
        if (broken)
        {
            throw Refuse(parameter, "it holds a control character or broken Unicode", "Give text without such characters.");
        }

        var fault = parameter.Kind switch
        {
            ParameterKind.Identifier or ParameterKind.Identifiers => NameFault(items),
            ParameterKind.Texts when items.Any(i => i.Length == 0) => "an item of it is empty",
            ParameterKind.Texts when items.Distinct(StringComparer.Ordinal).Count() < items.Count => "an item of it occurs twice",
            ParameterKind.Expression => SqlFragment.Fault(text),
            ParameterKind.Type => TypeFault(text),
            ParameterKind.Number when !IsNumber(text) => "it is not a number of zero or more",
            ParameterKind.Flag when text is not ("true" or "false") => "it is neither true nor false",
            ParameterKind.Choice when !parameter.Choices.Contains(text) => $"it is none of {string.Join(", ", parameter.Choices)}",
            _ => null,
        };
        return fault is null
            ? new TemplateValue(parameter.Kind, isSql ? text.Trim().ReplaceLineEndings("\n") : text, items)
            : throw Refuse(parameter, fault, $"{parameter.Name}: {parameter.Description}");
    }

    private static string? NameFault(IReadOnlyList<string> names) =>
        names.Any(n => n.Length == 0) ? "a name is empty"
        : names.FirstOrDefault(n => SqlName.Bytes(n) > SqlIdentifier.MaxBytes) is { } name
            ? string.Create(CultureInfo.InvariantCulture, $"the name '{name}' has {SqlName.Bytes(name)} bytes and the server keeps {SqlIdentifier.MaxBytes}")
        : names.Distinct(StringComparer.Ordinal).Count() < names.Count ? "a name occurs twice"
        : null;

    private static string? TypeFault(string type) =>
        SqlFragment.Fault(type)
        ?? (SqlFragment.IsSerial(type) ? "a serial would rewrite the whole table; use integer or bigint, and a default"
            : SqlFragment.IsMoreThanAType(type) ? "it is more than a type: default, nullability, collation and constraints have their own arguments and templates"
            : null);

    private static bool IsNumber(string text) =>
        text.All(c => char.IsAsciiDigit(c) || c == '.') && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    private static Errors.PgMigrateException Refuse(TemplateParameter parameter, string fault, string next) =>
        TemplateFault.Argument($"The argument '{parameter.Name}' cannot be used: {fault}.", next);
}
