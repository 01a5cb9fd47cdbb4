using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Json;

/// <summary>What --dry-run shows.</summary>
internal sealed record PlanDocument(
    bool DryRun, string Database, string Source, string? Environment, MigrationAction Action,
    IReadOnlyList<string> From, IReadOnlyList<string> To, bool CreatesHistory, string Hash,
    IReadOnlyList<PlanStepBody> Steps) : JsonDocumentBody
{
    public static PlanDocument Of(MigrationPlan plan, PgConnection connection) => new(
        true, plan.Database, connection.Source, connection.Environment?.Name, plan.Action, plan.From, plan.To,
        plan.CreatesHistory, plan.Hash,
        [.. plan.Steps.Select(step => new PlanStepBody(
            step.Action, step.Revision, step.Name, step.Description, step.File, step.Transactional, step.Resumes,
            step.HasVerify, step.Estimate?.TotalMilliseconds, step.StatementCount, step.Statements))]);
}

internal sealed record PlanStepBody(
    MigrationAction Action, string Revision, string Name, string Description, string? File, bool Transactional, bool Resumes,
    bool HasVerify, double? EstimateMs, int StatementCount, IReadOnlyList<PlannedStatement> Statements);

/// <summary>What sql gives: the script itself, or where it was written to.</summary>
internal sealed record ScriptDocument(
    string Database, string Source, string? Environment, MigrationAction Action, IReadOnlyList<string> From,
    IReadOnlyList<string> To, string Hash, int Steps, string? File, string? Script) : JsonDocumentBody;
