using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Cli.Json;

/// <summary>A failure, and what a run had done before it.</summary>
internal sealed record ErrorDocument(ErrorBody Error, RunDocument? Run) : JsonDocumentBody
{
    public static ErrorDocument From(PgError error, int exitCode, RunDocument? run) => new(
        new ErrorBody(
            error.Id, error.Kind, exitCode, error.What, error.Next, error.Database, error.Revision,
            error.Position?.File, error.Position?.Line, error.Position?.Column, error.Excerpt,
            error.ExcerptCaret > 0 ? error.ExcerptCaret : null, error.Statement, error.SqlState, error.Detail, error.Hint,
            [.. error.Blockers.Select(BlockerBody.From)]),
        run);
}

internal sealed record ErrorBody(
    string Id, PgErrorKind Kind, int ExitCode, string What, string Next, string? Database, string? Revision,
    string? File, int? Line, int? Column, string? Excerpt, int? ExcerptCaret, string? Statement,
    string? SqlState, string? Detail, string? Hint, IReadOnlyList<BlockerBody> Blockers);

internal sealed record BlockerBody(
    int Pid, string? UserName, string? ApplicationName, string State, double? TransactionAgeMs, string? Query)
{
    public static BlockerBody From(PgBlocker blocker) => new(
        blocker.Pid, blocker.UserName, blocker.ApplicationName, blocker.State, blocker.TransactionAge?.TotalMilliseconds, blocker.Query);
}
