namespace PgMigrate.Build.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class RepositoryFolder
{
    public static Repository Repository { get; } = new(Find(AppContext.BaseDirectory));

    private static string Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "PgMigrate.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("no PgMigrate.sln above the tests");
    }
}
