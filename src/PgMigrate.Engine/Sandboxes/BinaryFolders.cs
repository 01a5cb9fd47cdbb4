namespace PgMigrate.Engine.Sandboxes;

/// <summary>Where server binaries usually lie.</summary>
internal static class BinaryFolders
{
    /// <summary>PATH first, then the usual places; each folder once.</summary>
    public static IEnumerable<string> Candidates() => OnPath().Concat(UsualPlaces()).Distinct(StringComparer.Ordinal);

    /// <summary>The folder itself behind symbolic links (the postgres that is run finds its files beside itself).</summary>
    public static string Resolve(string folder)
    {
        var full = Path.GetFullPath(folder);
        try
        {
            return new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            return full;
        }
    }

    private static IEnumerable<string> OnPath()
    {
        var name = OperatingSystem.IsWindows() ? "postgres.exe" : "postgres";
        foreach (var entry in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var program = new FileInfo(Path.Combine(entry, name));
            if (program.Exists)
            {
                // /usr/local/bin/postgres may be a link into the folder that holds the rest.
                yield return Resolve(Path.GetDirectoryName((program.ResolveLinkTarget(returnFinalTarget: true) ?? program).FullName)!);
            }
        }
    }

    private static IEnumerable<string> UsualPlaces()
    {
        if (OperatingSystem.IsWindows())
        {
            return Below(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin");
        }

        return
        [
            .. Below("/usr/lib/postgresql", "*", "bin"),
            .. Below("/usr", "pgsql-*", "bin"),
            .. Below("/usr/libexec", "postgresql*", ""),
            .. Below("/opt/homebrew/opt", "postgresql@*", "bin"),
            .. Below("/usr/local/opt", "postgresql*", "bin"),
            .. Below("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
            "/usr/local/pgsql/bin",
        ];
    }

    private static IEnumerable<string> Below(string folder, string pattern, string then)
    {
        try
        {
            return Directory.Exists(folder)
                ? Directory.GetDirectories(folder, pattern).Select(found => Resolve(Path.Combine(Resolve(found), then)))
                : [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }
}
