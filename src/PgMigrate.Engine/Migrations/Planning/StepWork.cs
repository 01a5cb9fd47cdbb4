using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>A step of a plan with what it takes to do it.</summary>
internal sealed record StepWork(PlanStep Step)
{
    /// <summary>The files; null where there are none, as for what is only forgotten.</summary>
    public MigrationSource? Source { get; init; }

    /// <summary>What runs; null where nothing does.</summary>
    public MigrationScript? Script { get; init; }

    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>Statements that an earlier run did or began.</summary>
    public IReadOnlyList<JournalLine> Journal { get; init; } = [];

    /// <summary>The script's own BEGIN where it says more than that.</summary>
    public string? Opening { get; init; }

    /// <summary>The statements where all of them can go in one round trip; else null.</summary>
    public IReadOnlyList<Sql.StatementText>? Short { get; init; }

    /// <summary>What a repair does.</summary>
    public RepairWork? Repair { get; init; }

    public string? Checksum => Source?.File.Checksum;
}

/// <summary>The repairs.</summary>
internal abstract record RepairWork
{
    /// <summary>Take the present text as the applied one.</summary>
    internal sealed record AcceptChecksum(string Revision, string Old, string New) : RepairWork;

    /// <summary>Forget a migration whose file is gone.</summary>
    internal sealed record RemoveMissing(string Revision) : RepairWork;

    /// <summary>Forget the journal of a half-done one.</summary>
    internal sealed record ClearHalfDone(string Revision) : RepairWork;

    /// <summary>Take the statement at which it stopped as done.</summary>
    internal sealed record ResumeAfter(JournalLine Line) : RepairWork;

    /// <summary>Take the statement at which it stopped as not begun.</summary>
    internal sealed record RetryStatement(JournalLine Line) : RepairWork;

    /// <summary>Rebuild, or drop, an invalid index: the statements to send, each on its own.</summary>
    internal sealed record RebuildIndex(uint Index, string Name, IReadOnlyList<string> Statements) : RepairWork;
}
