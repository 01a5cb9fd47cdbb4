namespace PgMigrate.Migrations;

/// <summary>Which of the known layouts a migration is written in.</summary>
public enum MigrationLayout
{
    /// <summary><c>0004_add_users.sql</c>, its reverse in <c>rollback/0004_rollback_add_users.sql</c> or <c>rollback/0004_add_users_rollback.sql</c>.</summary>
    RollbackFolder,

    /// <summary>One file with sections <c>-- migrate:up</c>, <c>-- migrate:down</c>, <c>-- migrate:verify</c>.</summary>
    Sections,

    /// <summary><c>0004_add_users.up.sql</c>, <c>.down.sql</c>, <c>.verify.sql</c>.</summary>
    Suffixes,

    /// <summary>A folder <c>0004_add_users</c> with <c>up.sql</c>, <c>down.sql</c>, <c>verify.sql</c>.</summary>
    Folders,

    /// <summary><c>R_name.sql</c>, run again whenever its content changes.</summary>
    Repeatable,
}

/// <summary>In which step of an expand-and-contract change a migration belongs.</summary>
public enum MigrationPhase
{
    Unspecified,
    Expand,
    Migrate,
    Contract,
}

/// <summary>A lint rule that a migration allows itself, with the reason.</summary>
public sealed record AllowedRule(string Rule, string Reason);

/// <summary>A migration as its files say it is; read without a server.</summary>
public sealed record MigrationFile
{
    /// <summary>Its identity: the directive <c>revision</c>, else the number that its name starts with, as written; <c>R_name</c> for a repeatable.</summary>
    public required string Revision { get; init; }

    /// <summary>The words after the number: <c>add_users</c>.</summary>
    public required string Name { get; init; }

    public required MigrationLayout Layout { get; init; }

    /// <summary>Full path of the forward script.</summary>
    public required string File { get; init; }

    /// <summary>Full path of the reverse script (the same file for <see cref="MigrationLayout.Sections"/>); null when there is none.</summary>
    public string? ReverseFile { get; init; }

    /// <summary>Full path of the verify script; null when there is none.</summary>
    public string? VerifyFile { get; init; }

    /// <summary>SHA-256 of the forward file's text, lower-case hexadecimal, insensitive to line endings and byte order mark.</summary>
    public required string Checksum { get; init; }

    /// <summary>The same of the reverse file; null when there is none.</summary>
    public string? ReverseChecksum { get; init; }

    /// <summary>Revisions that it follows; empty for a first one. Filled from <c>revises</c>, else by number.</summary>
    public IReadOnlyList<string> Parents { get; init => field = Indexable.Array(value); } = [];

    /// <summary>Revisions that must be applied before it without being its parents.</summary>
    public IReadOnlyList<string> DependsOn { get; init => field = Indexable.Array(value); } = [];

    public IReadOnlyList<string> Labels { get; init => field = Indexable.Array(value); } = [];

    /// <summary>The directive <c>transaction</c>; null when the statements decide.</summary>
    public bool? Transaction { get; init; }

    public TimeSpan? LockTimeout { get; init; }

    public TimeSpan? StatementTimeout { get; init; }

    public MigrationPhase Phase { get; init; }

    /// <summary>How long it should take.</summary>
    public TimeSpan? Estimate { get; init; }

    public string? Ticket { get; init; }

    /// <summary>SQL condition that must be true before it runs.</summary>
    public string? Requires { get; init; }

    public IReadOnlyList<AllowedRule> Allow { get; init => field = Indexable.Array(value); } = [];

    public bool IsRepeatable => Layout == MigrationLayout.Repeatable;

    public override string ToString() => Name.Length == 0 || IsRepeatable ? Revision : $"{Revision}_{Name}";
}
