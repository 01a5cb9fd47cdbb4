using System.Text.RegularExpressions;

namespace PgMigrate.Build.Tests;

/// <summary>The runbooks of the README's first screen, run as they stand there.</summary>
public sealed partial class ReadmeTests(SandboxServer server) : IClassFixture<SandboxServer>
{
    private static readonly Repository Repository = RepositoryFolder.Repository;

    [SkippableFact]
    public async Task The_PowerShell_runbook_applies_the_quickstart_and_takes_it_back()
    {
        var shell = await PowerShellProvision.OnPathAsync(CancellationToken.None);
        Skip.If(shell is null, "no PowerShell 7.4 or later on PATH");
        var lines = Block("runbook", "powershell");
        Assert.Equal(5, lines.Count(line => line.Length > 0));

        var output = await RunAsync(new Command("pwsh", "-NoProfile", "-NonInteractive", "-Command", string.Join('\n', lines)));

        Assert.Contains("What if", output, StringComparison.OrdinalIgnoreCase);
        await AssertThereAndBackAsync();
    }

    [SkippableFact]
    public async Task The_runbook_of_the_program_applies_the_quickstart_and_takes_it_back()
    {
        Skip.If(OperatingSystem.IsWindows(), "the runbook is for a POSIX shell");
        var script = $"set -e; pgmigrate() {{ dotnet exec '{Cli.Program}' \"$@\"; }}\n{string.Join('\n', Block("runbook-cli", "sh"))}";

        var output = await RunAsync(new Command("bash", "-c", script));

        Assert.Contains("0014", output, StringComparison.Ordinal);
        await AssertThereAndBackAsync();
    }

    [Fact]
    public void Every_file_that_the_README_links_to_exists()
    {
        var text = File.ReadAllText(Repository.Path("README.md"));
        var links = Link().Matches(text).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(Path.Exists(Repository.Path(link)), link));
    }

    private async Task<string> RunAsync(Command command)
    {
        var result = await (command with
        {
            Folder = Repository.Root,
            Limit = TimeSpan.FromMinutes(2),
            Environment = new Dictionary<string, string?> { ["DATABASE_URL"] = server.Url, ["NO_COLOR"] = "1" },
        }).CaptureAsync(CancellationToken.None);
        Assert.True(result.ExitCode == 0, result.Output);
        return result.Output;
    }

    // Fourteen up and fourteen down in the log, and nothing left of the schema.
    private async Task AssertThereAndBackAsync()
    {
        Assert.Equal("t", await server.QueryAsync("SELECT left((to_regclass('public.suppliers') IS NULL)::text, 1)"));
        Assert.Equal("t", await server.QueryAsync("SELECT left((to_regnamespace('pgmigrate') IS NOT NULL)::text, 1)"));
    }

    /// <summary>The lines of the code block that follows the comment which starts with the name.</summary>
    private static string[] Block(string name, string language)
    {
        var text = File.ReadAllText(Repository.Path("README.md")).ReplaceLineEndings("\n");
        var match = Regex.Match(text, $"<!-- {name}:[^\n]*-->\n```{language}\n(.*?)\n```", RegexOptions.Singleline | RegexOptions.CultureInvariant);
        Assert.True(match.Success, $"the README has no block {name}");
        return match.Groups[1].Value.Split('\n');
    }

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
