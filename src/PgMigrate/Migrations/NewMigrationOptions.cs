namespace PgMigrate.Migrations;

/// <summary>A new migration from a template.</summary>
public sealed record NewMigrationOptions
{
    /// <summary>The folder, full path; made when it does not exist.</summary>
    public required string Path { get; init; }

    /// <summary>The words of the file name; blanks become underscores.</summary>
    public required string Name { get; init; }

    /// <summary>Name of a template, see <see cref="IMigrationRoom.GetTemplates"/>. Default <c>empty</c>.</summary>
    public string Template { get; init; } = "empty";

    /// <summary>What the template asks for (<c>table</c>, <c>column</c>, <c>type</c>, …), by name.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>Layout to write; null for the one that the folder uses, or <see cref="MigrationLayout.RollbackFolder"/> in an empty one.</summary>
    public MigrationLayout? Layout { get; init; }

    /// <summary>Revisions to follow; empty for the head.</summary>
    public IReadOnlyList<string> Revises { get; init; } = [];

    public IReadOnlyList<string> Labels { get; init; } = [];
}

/// <summary>A merge of several heads.</summary>
public sealed record MergeOptions
{
    public required string Path { get; init; }

    /// <summary>Heads to merge; empty for all.</summary>
    public IReadOnlyList<string> Heads { get; init; } = [];

    /// <summary>The words of the file name.</summary>
    public string Name { get; init; } = "merge_heads";
}

/// <summary>Files that a command would write: printable before anything is written.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Content">The whole text.</param>
public sealed record PlannedFile(string Path, string Content);

/// <summary>An argument of a template.</summary>
/// <param name="Name">What to give it by.</param>
/// <param name="Description">What it means.</param>
/// <param name="Required">False when it has a default.</param>
/// <param name="Default">Used when it is not given; null for none.</param>
public sealed record TemplateArgument(string Name, string Description, bool Required, string? Default);

/// <summary>A template that New-PgMigration can fill.</summary>
/// <param name="Name">What to ask for.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Arguments">What it asks for.</param>
/// <param name="Phases">How many migrations it writes: 1, or more for a change in phases.</param>
public sealed record MigrationTemplate(
    string Name, string Description, IReadOnlyList<TemplateArgument> Arguments, int Phases);
