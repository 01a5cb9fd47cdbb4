namespace PgMigrate.Migrations;

/// <summary>Where a migration stands.</summary>
public enum MigrationState
{
    /// <summary>In the folder, not in the history.</summary>
    Pending,

    /// <summary>In the history, its file unchanged.</summary>
    Applied,

    /// <summary>In the history; its file has been edited since. For a repeatable: it will run again.</summary>
    Changed,

    /// <summary>In the history; its file is gone.</summary>
    Missing,

    /// <summary>Pending although something that follows it is applied.</summary>
    OutOfOrder,

    /// <summary>Some of its statements ran, then it stopped; the next run resumes it.</summary>
    HalfDone,

    /// <summary>There was no database to ask.</summary>
    Unknown,
}

/// <summary>A migration with its state in one database: what <c>Get-PgMigration</c> gives.</summary>
public sealed record MigrationStatus
{
    public required string Revision { get; init; }

    public required string Name { get; init; }

    public required MigrationState State { get; init; }

    /// <summary>True for a revision that nothing follows.</summary>
    public bool IsHead { get; init; }

    /// <summary>True for an applied revision that nothing applied follows: where the database is.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>UTC; null when not applied.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>Database role that applied it.</summary>
    public string? AppliedBy { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The run that applied it.</summary>
    public Guid? RunId { get; init; }

    /// <summary>True when it was recorded without being run.</summary>
    public bool Stamped { get; init; }

    /// <summary>True when its verify section passed, false when it failed, null when it has none or was not run.</summary>
    public bool? Verified { get; init; }

    public bool HasReverse { get; init; }

    public bool HasVerify { get; init; }

    /// <summary>For <see cref="MigrationState.HalfDone"/>: how many of its statements are done.</summary>
    public int? StatementsDone { get; init; }

    /// <summary>Checksum in the history; null when not applied.</summary>
    public string? AppliedChecksum { get; init; }

    /// <summary>The files; null for <see cref="MigrationState.Missing"/>.</summary>
    public MigrationFile? File { get; init; }

    public IReadOnlyList<string> Parents { get; init => field = Indexable.Array(value); } = [];

    public IReadOnlyList<string> Labels { get; init => field = Indexable.Array(value); } = [];

    /// <summary>The database, as <c>host:port/database</c>; null when none was asked.</summary>
    public string? Database { get; init; }

    public override string ToString() => Name.Length == 0 ? Revision : $"{Revision}_{Name}";
}
