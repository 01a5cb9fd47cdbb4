using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>A migration with its scripts at hand.</summary>
internal sealed record MigrationSource(MigrationFile File, MigrationNumber? Number, MigrationScript Up)
{
    public MigrationScript? Down { get; init; }

    public MigrationScript? Verify { get; init; }

    /// <summary>What <c>revises</c> says; null when it does not stand there.</summary>
    public IReadOnlyList<string>? Revises { get; init; }

    public string Revision => File.Revision;

    /// <summary>True when it consists of these files, and none of them has been written since.</summary>
    public bool IsStill(MigrationPaths paths) =>
        Up.Content.IsCurrent && IsStill(Down, paths.Reverse) && IsStill(Verify, paths.Verify);

    // Without a file of its own a direction can only be a section of the forward one.
    private bool IsStill(MigrationScript? script, string? path) => path is null
        ? script is null || script.Content == Up.Content
        : script is not null && script.Path == path && script.Content.IsCurrent;
}
