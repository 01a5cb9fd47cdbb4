using System.Globalization;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections;

/// <summary>Which servers this works with.</summary>
internal static class ServerVersions
{
    public const int OldestMajor = 13;

    /// <exception cref="PgMigrateException">ServerVersionUnsupported.</exception>
    public static void ThrowIfUnsupported(Version server, string target)
    {
        if (server.Major >= OldestMajor)
        {
            return;
        }

        throw new PgMigrateException(new PgError
        {
            Id = ErrorIds.ServerVersionUnsupported,
            Kind = PgErrorKind.InvalidState,
            What = string.Create(CultureInfo.InvariantCulture, $"The server of {target} is PostgreSQL {server}; the oldest supported major version is {OldestMajor}."),
            Next = string.Create(CultureInfo.InvariantCulture, $"Upgrade the server to PostgreSQL {OldestMajor} or later."),
            Database = target,
        });
    }
}
