using PgMigrate.Sql;

namespace PgMigrate.Engine.Sql;

/// <summary>What the classifier found out about a statement.</summary>
internal sealed record StatementFacts(string Verb)
{
    public StatementTransaction Transaction { get; init; } = StatementTransaction.Allowed;

    public bool Writes { get; init; } = true;

    public bool TouchesSession { get; init; }

    public bool CopiesFromStdin { get; init; }

    public StatementEffect Effect { get; init; } = StatementEffect.None;

    /// <summary>Refused in a transaction block, with what it leaves.</summary>
    public static StatementFacts Refused(string verb, StatementEffect effect) =>
        new(verb) { Transaction = StatementTransaction.Refused, Effect = effect };
}
