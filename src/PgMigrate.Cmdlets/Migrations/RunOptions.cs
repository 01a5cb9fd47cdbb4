using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets.Migrations;

/// <summary>What every command that runs a plan has in common.</summary>
internal sealed record RunOptions(MigrationFolder Folder, RunLimits Limits, string? Reason);
