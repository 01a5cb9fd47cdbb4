namespace PgMigrate.Build.Tests;

/// <summary>The program pgmigrate as it was built with these tests.</summary>
internal static class Cli
{
    private static readonly string BuiltAs = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Program { get; } =
        RepositoryFolder.Repository.Path("src", "PgMigrate.Cli", "bin", BuiltAs, "net8.0", "pgmigrate.dll");

    public static async Task<string> RunAsync(params string[] arguments)
    {
        var command = new Command("dotnet", ["exec", Program, .. arguments]) { Limit = TimeSpan.FromMinutes(2) };
        var result = await command.CaptureAsync(CancellationToken.None);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"pgmigrate {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.Output}");
    }
}
