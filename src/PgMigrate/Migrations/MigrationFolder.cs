namespace PgMigrate.Migrations;

/// <summary>Where migrations are and where their history is: what every command of this room needs to know.</summary>
public sealed record MigrationFolder
{
    /// <summary>Default history schema.</summary>
    public const string DefaultSchema = "pgmigrate";

    /// <summary>The folder, full path.</summary>
    public required string Path { get; init; }

    /// <summary>Schema of the history tables. Default <see cref="DefaultSchema"/>.</summary>
    public string Schema { get; init; } = DefaultSchema;

    /// <summary>Values for <c>${name}</c>; names that are not declared here are left as they stand in strings and bodies, and are an error elsewhere.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}
