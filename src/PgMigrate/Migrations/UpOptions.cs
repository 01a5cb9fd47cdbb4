namespace PgMigrate.Migrations;

/// <summary>What to apply.</summary>
public sealed record UpOptions
{
    public required MigrationFolder Folder { get; init; }

    /// <summary><c>head</c>, <c>heads</c>, <c>+N</c>, a revision or unique prefix, <c>label@head</c>, <c>revision+N</c>. Default <c>head</c>.</summary>
    public string Target { get; init; } = "head";

    /// <summary>Pending revisions that may be applied although something that follows them is applied already.</summary>
    public IReadOnlyList<string> AllowOutOfOrder { get; init; } = [];

    public RunLimits Limits { get; init; } = new();

    /// <summary>True to undo a migration whose verify section fails after it was committed (one without a transaction); a transactional one is rolled back in any case.</summary>
    public bool UndoOnVerifyFailure { get; init; }

    /// <summary>True to leave verify sections out.</summary>
    public bool SkipVerify { get; init; }

    /// <summary>Recorded with the run: why, a ticket, a change number.</summary>
    public string? Reason { get; init; }
}

/// <summary>What to undo.</summary>
public sealed record DownOptions
{
    public required MigrationFolder Folder { get; init; }

    /// <summary><c>base</c>, <c>-N</c>, or the revision (form) to go back to. Default <c>-1</c>. Left out when <see cref="Run"/> is given.</summary>
    public string Target { get; init; } = "-1";

    /// <summary>Undo everything that this run applied, as a whole.</summary>
    public Guid? Run { get; init; }

    public RunLimits Limits { get; init; } = new();

    /// <summary>Recorded with the run.</summary>
    public string? Reason { get; init; }
}

/// <summary>What to record without running it.</summary>
public sealed record StampOptions
{
    public required MigrationFolder Folder { get; init; }

    /// <summary>A target form, or <c>base</c> to forget all. The history then says that exactly this and what it follows is applied.</summary>
    public required string Target { get; init; }

    public RunLimits Limits { get; init; } = new();

    public string? Reason { get; init; }
}

/// <summary>What to repair.</summary>
public sealed record RepairOptions
{
    public required MigrationFolder Folder { get; init; }

    /// <summary>Accept the present text of these applied revisions; <c>*</c> for all that changed.</summary>
    public IReadOnlyList<string> AcceptChecksum { get; init; } = [];

    /// <summary>Forget these revisions whose files are gone; <c>*</c> for all.</summary>
    public IReadOnlyList<string> RemoveMissing { get; init; } = [];

    /// <summary>Forget the journal of this half-done migration: it then counts as not begun, and what it left must have been cleaned up by hand.</summary>
    public string? ClearHalfDone { get; init; }

    /// <summary>Record the statement at which this half-done migration stopped as done, so that the next run goes on behind it.</summary>
    public string? ResumeAfter { get; init; }

    /// <summary>Forget that the statement at which this half-done migration stopped was begun, so that the next run runs it again.</summary>
    public string? RetryStatement { get; init; }

    /// <summary>Find invalid indexes of the whole database and rebuild them (REINDEX INDEX CONCURRENTLY; leftovers of a REINDEX are dropped).</summary>
    public bool RebuildInvalidIndexes { get; init; }

    public RunLimits Limits { get; init; } = new();

    /// <summary>Recorded in the history; repairs are on the record.</summary>
    public string? Reason { get; init; }
}
