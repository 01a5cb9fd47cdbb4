namespace PgMigrate.Build.Tests;

public sealed class BuildScriptTests
{
    private static string Script => RepositoryFolder.Repository.Path("build.sh");

    [SkippableFact]
    public async Task Help_lists_every_verb_from_any_folder()
    {
        Skip.If(OperatingSystem.IsWindows(), "build.sh is for Linux and macOS");
        var result = await RunAsync("help");

        Assert.Equal(0, result.ExitCode);
        Assert.All(["demo", "test", "build", "bench", "clean"], verb => Assert.Contains($"  {verb} ", result.Output, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_wrong_argument_of_test_ends_with_a_count_that_says_failed()
    {
        Skip.If(OperatingSystem.IsWindows(), "build.sh is for Linux and macOS");
        var result = await RunAsync("test", "--bogus");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'--bogus'", result.Output, StringComparison.Ordinal);
        Assert.Contains("0 passed, 1 failed, 0 skipped", result.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Without_the_SDK_it_names_the_command_that_installs_it_and_counts_a_failure()
    {
        Skip.If(OperatingSystem.IsWindows(), "build.sh is for Linux and macOS");
        var tools = Directory.CreateTempSubdirectory("no sdk ").FullName;
        try
        {
            // A machine on which nothing is but what the script itself needs.
            foreach (var name in new[] { "bash", "dirname", "grep", "id", "uname", "mkdir" })
            {
                var real = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)).First(File.Exists);
                File.CreateSymbolicLink(Path.Combine(tools, name), real);
            }

            var copy = Path.Combine(tools, "build.sh");
            File.WriteAllText(copy, File.ReadAllText(Script).Replace("/usr/", "/nowhere/", StringComparison.Ordinal));
            var command = new Command("bash", copy, "test")
            {
                Folder = tools,
                Environment = new Dictionary<string, string?> { ["PATH"] = tools, ["HOME"] = tools, ["DOTNET_ROOT"] = tools },
            };
            var result = await command.CaptureAsync(CancellationToken.None);

            Assert.Equal(3, result.ExitCode);
            Assert.Contains("Install it:", result.Output, StringComparison.Ordinal);
            Assert.Contains("0 passed, 1 failed, 0 skipped", result.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(tools, recursive: true);
        }
    }

    private static Task<CommandResult> RunAsync(params string[] arguments) =>
        new Command("bash", [Script, .. arguments]) { Folder = Path.GetTempPath(), Limit = TimeSpan.FromMinutes(3) }.CaptureAsync(CancellationToken.None);
}
