using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>What an argument holds, hence how it is checked and written into SQL.</summary>
internal enum ParameterKind
{
    /// <summary>A name, taken as it is: quotes, dots and capitals are part of it.</summary>
    Identifier,

    /// <summary>Names with commas between them.</summary>
    Identifiers,

    /// <summary>An SQL type: <c>numeric(12, 2)</c>.</summary>
    Type,

    /// <summary>A piece of SQL, checked to be closed in itself.</summary>
    Expression,

    /// <summary>A text that becomes a literal.</summary>
    Text,

    /// <summary>Texts with commas between them.</summary>
    Texts,

    /// <summary>Zero or more, with a decimal point.</summary>
    Number,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>One of the listed words.</summary>
    Choice,
}

/// <summary>An argument as the header of a template declares it.</summary>
/// <param name="Choices">Of a <see cref="ParameterKind.Choice"/>.</param>
/// <param name="Default">May hold placeholders of arguments declared before it; null for none.</param>
internal sealed record TemplateParameter(
    string Name, ParameterKind Kind, IReadOnlyList<string> Choices, bool Required, string? Default, string Description);

/// <summary>A combination of arguments that the template does not write, with the way out.</summary>
internal sealed record TemplateRefusal(TemplateCondition When, string Message);

/// <summary>One of the migrations that a template writes, placeholders unfilled.</summary>
internal sealed record MigrationText(
    string Suffix,
    TemplateCondition When,
    IReadOnlyDictionary<string, string> Directives,
    IReadOnlyDictionary<string, string> DownDirectives,
    string Up,
    string Down,
    string? Verify);

/// <summary>A template file, read.</summary>
internal sealed record TemplateText(
    string Name,
    string Description,
    IReadOnlyList<TemplateParameter> Parameters,
    IReadOnlyList<TemplateRefusal> Refusals,
    IReadOnlyList<MigrationText> Migrations)
{
    public MigrationTemplate ToContract() => new(
        Name,
        Description,
        Parameters.Select(p => new TemplateArgument(p.Name, p.Description, p.Required, ReadableDefault(p.Default))).ToList(),
        Migrations.Count);

    // What a reader of help should see: the convention, not the syntax of the files.
    private static string? ReadableDefault(string? text) => text is null || text.Contains("{{#", StringComparison.Ordinal)
        ? null
        : text.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)
            .Replace("|words", string.Empty, StringComparison.Ordinal);
}
