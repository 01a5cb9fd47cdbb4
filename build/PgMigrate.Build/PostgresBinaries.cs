namespace PgMigrate.Build;

/// <summary>Where PostgreSQL's server programs usually are; the places where the sandboxes look too.</summary>
internal static class PostgresBinaries
{
    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    /// <summary>The first folder that holds them all; null when there is none.</summary>
    public static string? Find() => Candidates().FirstOrDefault(HoldsAll);

    private static bool HoldsAll(string folder) =>
        Needed.All(name => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)));

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("PGMIGRATE_POSTGRES_BIN") is { Length: > 0 } given)
        {
            yield return given;
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        (string Parent, string Pattern)[] places = OperatingSystem.IsWindows()
            ? [(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*")]
            :
            [
                ("/usr/lib/postgresql", "*"),
                ("/usr", "pgsql-*"),
                ("/usr/libexec", "postgresql*"),
                ("/opt/homebrew/opt", "postgresql*"),
                ("/usr/local/opt", "postgresql*"),
                ("/home/linuxbrew/.linuxbrew/opt", "postgresql*"),
                ("/Applications/Postgres.app/Contents/Versions", "*"),
            ];
        foreach (var (parent, pattern) in places)
        {
            if (!Directory.Exists(parent))
            {
                continue;
            }

            foreach (var version in Directory.EnumerateDirectories(parent, pattern).OrderDescending(StringComparer.Ordinal))
            {
                yield return Path.Combine(version, "bin");
                yield return version;
            }
        }
    }
}
