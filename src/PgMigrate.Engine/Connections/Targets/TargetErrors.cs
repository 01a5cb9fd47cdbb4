using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>
/// Errors about what the user gave as a target. They never quote a value: a password with an unquoted blank or an unescaped @ ends
/// up in the most surprising places.
/// </summary>
internal static class TargetErrors
{
    public static PgMigrateException Invalid(string what, string next) => new(new PgError
    {
        Id = ErrorIds.TargetInvalid,
        Kind = PgErrorKind.InvalidArgument,
        What = what,
        Next = next,
    });

    public static PgMigrateException Missing(string what) => new(new PgError
    {
        Id = ErrorIds.TargetMissing,
        Kind = PgErrorKind.InvalidArgument,
        What = what,
        Next = "Give a connection string, an environment of pgmigrate.json, a service, or host and database.",
    });
}
