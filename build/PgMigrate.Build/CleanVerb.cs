namespace PgMigrate.Build;

/// <summary>Removes what the other verbs made.</summary>
internal static class CleanVerb
{
    public static int Run(Repository repository)
    {
        List<string> folders = [repository.Path("lib"), repository.Path("en-US"), repository.Artifacts];
        foreach (var area in new[] { "src", "tests", "build" })
        {
            foreach (var project in Directory.EnumerateFiles(repository.Path(area), "*.csproj", SearchOption.AllDirectories))
            {
                var folder = Path.GetDirectoryName(project)!;
                folders.AddRange([Path.Combine(folder, "bin"), Path.Combine(folder, "obj"), Path.Combine(folder, "TestResults")]);
            }
        }

        var own = Path.GetFullPath(AppContext.BaseDirectory);
        foreach (var folder in folders.Where(Directory.Exists).Order(StringComparer.Ordinal))
        {
            // Windows does not let a running program delete itself.
            if (OperatingSystem.IsWindows() && own.StartsWith(folder, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            Directory.Delete(folder, recursive: true);
            Console.WriteLine($"removed {Path.GetRelativePath(repository.Root, folder)}");
        }

        return 0;
    }
}
