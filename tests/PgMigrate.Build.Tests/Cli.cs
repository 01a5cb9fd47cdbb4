using Npgsql;

namespace PgMigrate.Build.Tests;

/// <summary>The program pgmigrate as it was built with these tests.</summary>
internal static class Cli
{
    private static readonly string BuiltAs = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Program { get; } =
        RepositoryFolder.Repository.Path("src", "PgMigrate.Cli", "bin", BuiltAs, "net8.0", "pgmigrate.dll");

    /// <summary>The password of the server that PGMIGRATE_TEST_SERVER names, in the way that keeps it off command lines.</summary>
    public static IReadOnlyDictionary<string, string?> Variables { get; } =
        new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("PGMIGRATE_TEST_SERVER") ?? "").Password is { } password
            ? new Dictionary<string, string?> { ["PGPASSWORD"] = password }
            : new Dictionary<string, string?>();

    public static async Task<string> RunAsync(params string[] arguments)
    {
        var command = new Command("dotnet", ["exec", Program, .. arguments]) { Environment = Variables, Limit = TimeSpan.FromMinutes(2) };
        var result = await command.CaptureAsync(CancellationToken.None);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"pgmigrate {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.Output}");
    }
}
