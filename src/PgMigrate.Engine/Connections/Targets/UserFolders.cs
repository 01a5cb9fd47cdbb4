namespace PgMigrate.Engine.Connections.Targets;

/// <summary>Where libpq keeps a user's files.</summary>
internal static class UserFolders
{
    public static string PasswordFile => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "postgresql", "pgpass.conf")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pgpass");

    public static string ServiceFile => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "postgresql", ".pg_service.conf")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pg_service.conf");

    /// <summary>The service files of the whole machine, most particular first.</summary>
    public static IEnumerable<string> SystemServiceFiles
    {
        get
        {
            if (Environment.GetEnvironmentVariable("PGSYSCONFDIR") is { Length: > 0 } folder)
            {
                yield return Path.Combine(folder, "pg_service.conf");
            }

            if (!OperatingSystem.IsWindows())
            {
                yield return "/etc/postgresql-common/pg_service.conf";
                yield return "/etc/sysconfig/pgsql/pg_service.conf";
            }
        }
    }
}
