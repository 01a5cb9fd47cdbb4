namespace PgMigrate.Engine.Migrations.Running;

/// <summary>How running a step went, when it went well.</summary>
internal sealed record StepResult(int Statements, int Attempts, TimeSpan Duration, bool? Verified);
