using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.History;

/// <summary>Who runs what: the row of the table run.</summary>
internal sealed record RunRecord
{
    public required Guid Id { get; init; }

    public required MigrationAction Action { get; init; }

    public string? Target { get; init; }

    public required IReadOnlyList<string> From { get; init; }

    public required string PlanHash { get; init; }

    public required string ToolVersion { get; init; }

    public string? Reason { get; init; }

    public string OsUser { get; init; } = Environment.UserName;

    public string HostName { get; init; } = Environment.MachineName;
}

/// <summary>One line of the log.</summary>
internal sealed record LogLine(
    MigrationAction Action,
    MigrationOutcome Outcome,
    string? Revision,
    string? Name,
    string? Checksum,
    TimeSpan Duration,
    string? Message = null,
    string? SqlState = null);
