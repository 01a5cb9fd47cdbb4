namespace PgMigrate.Migrations;

/// <summary>How a run or a step ended.</summary>
public enum MigrationOutcome
{
    /// <summary>Everything asked for was done.</summary>
    Succeeded,

    /// <summary>There was nothing to do.</summary>
    NothingToDo,

    /// <summary>It stopped with an error; what was done before stands.</summary>
    Failed,

    /// <summary>It was applied, failed its verify section, and was undone.</summary>
    Undone,

    /// <summary>Another run had done it in the meantime.</summary>
    Skipped,

    /// <summary>Cancelled by the user.</summary>
    Cancelled,
}

/// <summary>One migration of a run.</summary>
public sealed record MigrationRunStep
{
    public required string Revision { get; init; }

    public required string Name { get; init; }

    public required MigrationAction Action { get; init; }

    public required MigrationOutcome Outcome { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>Statements that ran in this run.</summary>
    public int Statements { get; init; }

    public bool Transactional { get; init; }

    /// <summary>1 when no lock had to be waited for twice.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>True when a run that was stopped in it was resumed.</summary>
    public bool Resumed { get; init; }

    public bool? Verified { get; init; }

    public string? File { get; init; }

    public override string ToString() => Name.Length == 0 ? Revision : $"{Revision}_{Name}";
}

/// <summary>What a command did to one database: one object per target.</summary>
public sealed record MigrationRun
{
    /// <summary>Names the run in the history; <c>Undo-PgMigration -Run</c> takes it. Empty when there was nothing to do.</summary>
    public required Guid Id { get; init; }

    /// <summary>As <c>host:port/database</c>.</summary>
    public required string Database { get; init; }

    public required MigrationAction Action { get; init; }

    public required MigrationOutcome Outcome { get; init; }

    public IReadOnlyList<string> From { get; init => field = Indexable.Array(value); } = [];

    public IReadOnlyList<string> To { get; init => field = Indexable.Array(value); } = [];

    public IReadOnlyList<MigrationRunStep> Steps { get; init => field = Indexable.Array(value); } = [];

    /// <summary>UTC, the server's clock.</summary>
    public DateTimeOffset StartedAt { get; init; }

    public TimeSpan Duration { get; init; }

    public override string ToString() => $"{Action} {Database}: {Outcome}";
}
