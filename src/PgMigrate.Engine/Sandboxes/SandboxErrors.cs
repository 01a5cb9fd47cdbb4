using PgMigrate.Errors;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>The errors of this room.</summary>
internal static class SandboxErrors
{
    public static PgMigrateException StartFailed(string why, string next, string? detail = null, Exception? inner = null) => new(
        new PgError
        {
            Id = ErrorIds.SandboxStartFailed,
            Kind = PgErrorKind.InvalidState,
            What = $"The sandbox could not be started: {why}",
            Next = next,
            Detail = string.IsNullOrWhiteSpace(detail) ? null : detail.Trim(),
        },
        inner);

    public static PgMigrateException NotFound(string id) => new(new PgError
    {
        Id = ErrorIds.SandboxNotFound,
        Kind = PgErrorKind.NotFound,
        What = $"There is no sandbox \"{id}\" of this user on this machine.",
        Next = "List the sandboxes, and give one of their ids.",
    });
}
