namespace PgMigrate.Migrations;

/// <summary>A line of the append-only log in the database.</summary>
public sealed record MigrationHistoryEntry
{
    /// <summary>Rises by at least one with each line.</summary>
    public required long Id { get; init; }

    /// <summary>UTC, the server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required Guid RunId { get; init; }

    public required MigrationAction Action { get; init; }

    public required MigrationOutcome Outcome { get; init; }

    /// <summary>Null for a repair that concerns no migration.</summary>
    public string? Revision { get; init; }

    public string? Name { get; init; }

    public string? Checksum { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>Database role.</summary>
    public required string UserName { get; init; }

    /// <summary>Operating system user at the machine that ran it.</summary>
    public string? OsUser { get; init; }

    /// <summary>Name of the machine that ran it.</summary>
    public string? HostName { get; init; }

    /// <summary>Version of PgMigrate that ran it.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>The backup that was taken before, when one was.</summary>
    public string? Backup { get; init; }

    public string? Reason { get; init; }

    /// <summary>For a failure: the error, without secrets. For a repair: what was repaired.</summary>
    public string? Message { get; init; }

    public string? SqlState { get; init; }

    /// <summary>The database, as <c>host:port/database</c>.</summary>
    public required string Database { get; init; }
}
