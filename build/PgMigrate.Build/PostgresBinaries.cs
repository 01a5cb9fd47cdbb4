using PgMigrate.Engine.Sandboxes;

namespace PgMigrate.Build;

/// <summary>Where PostgreSQL's server programs are.</summary>
internal static class PostgresBinaries
{
    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    /// <summary>A folder that holds them all: the one that PGMIGRATE_POSTGRES_BIN names and no other, else any found; null when there is none.</summary>
    public static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("PGMIGRATE_POSTGRES_BIN");
        return string.IsNullOrEmpty(named)
            ? BinaryFolders.Candidates().FirstOrDefault(HoldsAll)
            : HoldsAll(named) ? named : throw new StopException($"PGMIGRATE_POSTGRES_BIN names {named}, which does not hold initdb, pg_ctl and postgres.", StopException.Missing);
    }

    private static bool HoldsAll(string folder) =>
        Needed.All(name => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)));
}
