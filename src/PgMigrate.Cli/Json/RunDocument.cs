using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Json;

/// <summary>What up, down, stamp or repair did.</summary>
internal sealed record RunDocument(
    string Database, string Source, string? Environment, MigrationAction Action, MigrationOutcome Outcome, Guid RunId,
    IReadOnlyList<string> From, IReadOnlyList<string> To, DateTime StartedAt, double DurationMs,
    IReadOnlyList<RunStepBody> Steps) : JsonDocumentBody
{
    public static RunDocument Of(MigrationRun run, PgConnection connection) => new(
        run.Database, connection.Source, connection.Environment?.Name, run.Action, run.Outcome, run.Id, run.From, run.To,
        run.StartedAt.UtcDateTime, run.Duration.TotalMilliseconds,
        [.. run.Steps.Select(step => new RunStepBody(
            step.Revision, step.Name, step.Action, step.Outcome, step.Duration.TotalMilliseconds, step.Statements,
            step.Transactional, step.Attempts, step.Resumed, step.Verified, step.File))]);
}

internal sealed record RunStepBody(
    string Revision, string Name, MigrationAction Action, MigrationOutcome Outcome, double DurationMs, int Statements,
    bool Transactional, int Attempts, bool Resumed, bool? Verified, string? File);
