using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Sql;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>What the steps of a run share.</summary>
internal sealed record RunContext(
    PgConnection Target,
    PgSession Worker,
    RunLock Lock,
    BlockerWatch Watch,
    HistoryWriter History,
    HistoryTables Tables,
    RunLimits Limits,
    SqlVariables Variables,
    IEngineEvents Events)
{
    /// <summary>True where the server can be told to look for a dead client while a statement runs (14 and later, on Linux).</summary>
    public bool ChecksClient { get; init; }

    /// <summary>Whose rights the worker's session has at the moment.</summary>
    public SessionIdentity Identity { get; } = new();

    /// <summary>True once no new session could be opened to put a failure on the record; it is not tried twice.</summary>
    public bool IsUnreachable { get; set; }

    public TimeSpan LockTimeout(MigrationScript script) => (script.Directives.LockTimeout ?? Limits.LockTimeout) is var limit && limit > TimeSpan.Zero
        ? limit
        : Limits.LockBudget;

    public TimeSpan StatementTimeout(MigrationScript script) => script.Directives.StatementTimeout ?? Limits.StatementTimeout;

    public void Say(string message) => Events.Publish(new VerboseEvent($"{Target.Target}: {message}"));
}
