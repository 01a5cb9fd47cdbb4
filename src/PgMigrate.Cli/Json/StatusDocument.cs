using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Json;

internal sealed record StatusDocument(
    string? Database, string? Source, string? Environment, IReadOnlyList<string> Current, int Pending,
    IReadOnlyList<StatusBody> Migrations) : JsonDocumentBody
{
    public static StatusDocument Of(PgConnection? connection, IReadOnlyList<MigrationStatus> migrations, int pending) => new(
        connection?.Target, connection?.Source, connection?.Environment?.Name,
        [.. migrations.Where(migration => migration.IsCurrent).Select(migration => migration.Revision)], pending,
        [.. migrations.Select(migration => new StatusBody(
            migration.Revision, migration.Name, migration.State, migration.IsHead, migration.IsCurrent,
            migration.AppliedAt?.UtcDateTime, migration.AppliedBy, migration.Duration?.TotalMilliseconds, migration.RunId,
            migration.Stamped, migration.Verified, migration.HasReverse, migration.HasVerify, migration.StatementsDone,
            migration.File?.File, migration.File?.ReverseFile, migration.File?.Checksum, migration.AppliedChecksum,
            migration.Parents, migration.Labels))]);
}

internal sealed record StatusBody(
    string Revision, string Name, MigrationState State, bool IsHead, bool IsCurrent, DateTime? AppliedAt, string? AppliedBy,
    double? DurationMs, Guid? RunId, bool Stamped, bool? Verified, bool HasReverse, bool HasVerify, int? StatementsDone,
    string? File, string? ReverseFile, string? Checksum, string? AppliedChecksum,
    IReadOnlyList<string> Parents, IReadOnlyList<string> Labels);

internal sealed record HistoryDocument(
    string Database, string Source, string? Environment, IReadOnlyList<HistoryBody> Entries) : JsonDocumentBody
{
    public static HistoryDocument Of(PgConnection connection, IReadOnlyList<MigrationHistoryEntry> entries) => new(
        connection.Target, connection.Source, connection.Environment?.Name,
        [.. entries.Select(entry => new HistoryBody(
            entry.Id, entry.At.UtcDateTime, entry.RunId, entry.Action, entry.Outcome, entry.Revision, entry.Name, entry.Checksum,
            entry.Duration.TotalMilliseconds, entry.UserName, entry.OsUser, entry.HostName, entry.ToolVersion, entry.Backup,
            entry.Reason, entry.Message, entry.SqlState))]);
}

internal sealed record HistoryBody(
    long Id, DateTime At, Guid RunId, MigrationAction Action, MigrationOutcome Outcome, string? Revision, string? Name,
    string? Checksum, double DurationMs, string UserName, string? OsUser, string? HostName, string? ToolVersion,
    string? Backup, string? Reason, string? Message, string? SqlState);
