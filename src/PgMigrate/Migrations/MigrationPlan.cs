namespace PgMigrate.Migrations;

/// <summary>What a plan, a run or a line of history does to a migration.</summary>
public enum MigrationAction
{
    /// <summary>Apply it.</summary>
    Up,

    /// <summary>Undo it.</summary>
    Down,

    /// <summary>Run a repeatable one.</summary>
    Repeat,

    /// <summary>Record it as applied without running it.</summary>
    Stamp,

    /// <summary>Remove it from the history without running anything.</summary>
    Unstamp,

    /// <summary>Mend the record, or an index.</summary>
    Repair,
}

/// <summary>A statement that a step will send.</summary>
/// <param name="Sql">The text, variables replaced; shortened to 4,000 characters, with a note of what is left out.</param>
/// <param name="Verb">As in <see cref="Sql.SqlStatement.Verb"/>.</param>
/// <param name="Line">Line in the file.</param>
/// <param name="OutsideTransaction">True when it runs on its own.</param>
/// <param name="Done">True when a run that was stopped has done it already.</param>
public sealed record PlannedStatement(string Sql, string Verb, int Line, bool OutsideTransaction, bool Done);

/// <summary>One migration of a plan.</summary>
public sealed record PlanStep
{
    public required MigrationAction Action { get; init; }

    public required string Revision { get; init; }

    public required string Name { get; init; }

    /// <summary>Full path of the script that runs; null where nothing runs.</summary>
    public string? File { get; init; }

    /// <summary>True: one transaction, history row inside. False: statement by statement with a journal.</summary>
    public bool Transactional { get; init; } = true;

    /// <summary>The statements; at most the first 1,000, see <see cref="StatementCount"/>.</summary>
    public IReadOnlyList<PlannedStatement> Statements { get; init => field = Indexable.Array(value); } = [];

    public int StatementCount { get; init; }

    /// <summary>True when the run that was stopped in it is resumed.</summary>
    public bool Resumes { get; init; }

    public bool HasVerify { get; init; }

    public TimeSpan? Estimate { get; init; }

    /// <summary>A sentence for people: "apply 0004_add_users (3 statements, one transaction)".</summary>
    public required string Description { get; init; }

    public override string ToString() => Name.Length == 0 ? Revision : $"{Revision}_{Name}";
}

/// <summary>What a command would do: printable, and made without sending a statement that writes.</summary>
public abstract class MigrationPlan
{
    /// <summary>Up, Down, Stamp or Repair: what was asked for.</summary>
    public abstract MigrationAction Action { get; }

    /// <summary>The database, as <c>host:port/database</c>.</summary>
    public abstract string Database { get; }

    /// <summary>Where the database is: applied revisions that nothing applied follows. Empty for base.</summary>
    public abstract IReadOnlyList<string> From { get; }

    /// <summary>Where it will be.</summary>
    public abstract IReadOnlyList<string> To { get; }

    /// <summary>In the order in which they run; empty when there is nothing to do.</summary>
    public abstract IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>True when the history schema does not exist yet and will be made, or is older and will be upgraded.</summary>
    public abstract bool CreatesHistory { get; }

    /// <summary>SHA-256 of the target, the steps and their checksums: the same for the same work.</summary>
    public abstract string Hash { get; }

    /// <summary>Writes the SQL script that would really run from where the database is, history rows included, such that psql can run it.</summary>
    public abstract void WriteScript(TextWriter writer);

    /// <summary>The plan as text for people: every step, every statement.</summary>
    public abstract string ToText();

    public override string ToString() => ToText();
}
