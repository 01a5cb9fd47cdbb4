using PgMigrate.Migrations;

namespace PgMigrate.Cli.Json;

/// <summary>What new and merge write, or with --dry-run would write.</summary>
internal sealed record FilesDocument(bool DryRun, IReadOnlyList<PlannedFile> Files) : JsonDocumentBody;

internal sealed record TemplatesDocument(IReadOnlyList<MigrationTemplate> Templates) : JsonDocumentBody;
