namespace PgMigrate.Engine.Sql;

/// <summary>
/// What a statement leaves that cannot share a transaction: after a crash the catalogue is asked whether it happened.
/// </summary>
internal abstract record StatementEffect
{
    /// <summary>Nothing to look for: it may share a transaction, and commits together with its journal row.</summary>
    public static readonly StatementEffect None = new NoEffect();

    /// <summary>Running it twice does no harm: VACUUM, ALTER SYSTEM, CLUSTER, REINDEX.</summary>
    public static readonly StatementEffect Repeatable = new RepeatableEffect();

    /// <summary>Nobody can tell from outside: a DO block with COMMIT in it.</summary>
    public static readonly StatementEffect Unknown = new UnknownEffect();

    private sealed record NoEffect : StatementEffect;

    private sealed record RepeatableEffect : StatementEffect;

    private sealed record UnknownEffect : StatementEffect;
}

/// <param name="Name">Of the index, which lives in the table's schema; null when the server chooses it.</param>
internal sealed record CreateIndexConcurrently(string? Name, QualifiedName Table, bool IfNotExists) : StatementEffect;

internal sealed record DropIndexConcurrently(IReadOnlyList<QualifiedName> Indexes, bool IfExists) : StatementEffect;

internal enum ReindexKind
{
    Index,
    Table,
    Schema,
    Database,
    System,
}

/// <param name="Name">Null where the kind has none or it was left out: the current database.</param>
internal sealed record ReindexConcurrently(ReindexKind Kind, QualifiedName? Name) : StatementEffect;

internal sealed record DetachPartitionConcurrently(QualifiedName Parent, QualifiedName Partition) : StatementEffect;

internal sealed record CreateDatabase(string Name) : StatementEffect;

internal sealed record DropDatabase(string Name, bool IfExists) : StatementEffect;

internal sealed record CreateTablespace(string Name) : StatementEffect;

internal sealed record DropTablespace(string Name, bool IfExists) : StatementEffect;

internal sealed record CreateSubscription(string Name) : StatementEffect;

internal sealed record DropSubscription(string Name, bool IfExists) : StatementEffect;
