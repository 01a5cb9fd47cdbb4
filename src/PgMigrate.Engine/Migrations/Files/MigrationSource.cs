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
}
