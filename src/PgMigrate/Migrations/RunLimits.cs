namespace PgMigrate.Migrations;

/// <summary>Time limits of a run. A directive in a migration goes before these for that migration.</summary>
public sealed record RunLimits
{
    /// <summary>lock_timeout for each attempt. Default 2 s. Statements that wait without holding others up (… CONCURRENTLY) may wait for the whole budget.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>All waits and retries of one migration together; then it fails. Default 5 min. Also how long to wait for another run to end.</summary>
    public TimeSpan LockBudget { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>statement_timeout; zero for none, which is the default.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.Zero;
}
