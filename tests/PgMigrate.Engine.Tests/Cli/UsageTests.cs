using System.Text.RegularExpressions;

namespace PgMigrate.Engine.Tests.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("up", "--bogus")]
    [InlineData("up", "--lock-timeout", "5")]
    [InlineData("up", "--lock-timeout", "2 fortnights")]
    [InlineData("up", "--var", "novalue")]
    [InlineData("down", "-1", "--run", "7d0e1a0e-6f3c-4a57-9f6f-0a2f6f8e1a11")]
    [InlineData("down", "--run", "seven")]
    [InlineData("stamp")]
    [InlineData("repair")]
    [InlineData("new")]
    [InlineData("sandbox", "stop")]
    [InlineData("status", "--check", "--offline")]
    [InlineData("history", "--limit", "-3")]
    [InlineData("upp")]
    [InlineData]
    public async Task Wrong_usage_ends_with_2_and_says_where_help_is(params string[] arguments)
    {
        var result = (await CliProcess.RunAsync(arguments)).Ended(2);

        Assert.Equal("", result.Out);
        Assert.StartsWith("error UsageInvalid: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_with_json_is_one_document_on_standard_output()
    {
        var result = (await CliProcess.RunAsync("up", "--json", "--lock-budget", "soon")).Ended(2);

        var error = result.Json.GetProperty("error");
        Assert.Equal("UsageInvalid", error.GetProperty("id").GetString());
        Assert.Equal(2, error.GetProperty("exitCode").GetInt32());
        Assert.Contains("'soon'", error.GetProperty("what").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up", "head", "postgresql://u:hunter2@h/d")]
    [InlineData("up", "--urll=postgresql://u:hunter2@h/d")]
    [InlineData("up", "--bogus", "Password=hunter2")]
    [InlineData("postgresql://u:hunter2@h/d")]
    [InlineData("up", "--var", "=hunter2")]
    [InlineData("up", "--lock-timeout", "postgresql://u:hunter2@h/d")]
    public async Task A_secret_in_the_wrong_place_is_not_repeated(params string[] arguments)
    {
        var result = (await CliProcess.RunAsync(arguments)).Ended(2);

        Assert.DoesNotContain("hunter2", result.Out + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_every_verb()
    {
        var result = (await CliProcess.RunAsync("--help")).Ended(0);

        foreach (var verb in new[] { "up", "down", "status", "history", "stamp", "sql", "new", "merge", "repair", "sandbox" })
        {
            Assert.Matches($@"(?m)^  {verb}\b", result.Out);
        }
    }

    [Fact]
    public async Task Help_and_documentation_give_the_same_exit_codes()
    {
        var help = (await CliProcess.RunAsync("up", "--help")).Ended(0).Out;
        var listed = Regex.Matches(help, @"(?m)^  (\d+) +(\S.*)$").Select(m => (m.Groups[1].Value, m.Groups[2].Value.Trim()));
        var page = await File.ReadAllTextAsync(RepositoryFile("docs", "cli.md"));
        var documented = Regex.Matches(page, @"(?m)^\| (\d+) \| ([^|]+) \|").Select(m => (m.Groups[1].Value, m.Groups[2].Value.Trim()));

        Assert.Equal(documented, listed);
        Assert.Equal(11, listed.Count());
    }

    [Fact]
    public async Task The_documentation_shows_every_option_of_every_verb()
    {
        var page = await File.ReadAllTextAsync(RepositoryFile("docs", "cli.md"));
        foreach (var verb in new[] { "up", "down", "status", "history", "stamp", "sql", "new", "merge", "repair", "sandbox start", "sandbox list", "sandbox stop" })
        {
            var help = (await CliProcess.RunAsync([.. verb.Split(' '), "--help"])).Ended(0).Out;
            foreach (var option in Regex.Matches(help, @"--[a-z-]+").Select(m => m.Value).Distinct())
            {
                Assert.True(page.Contains($"`{option}", StringComparison.Ordinal), $"docs/cli.md lacks {option} of {verb}");
            }
        }
    }

    [Fact]
    public async Task Completion_suggests_verbs_and_options()
    {
        Assert.Contains("status", (await CliProcess.RunAsync("[suggest:2]", "st")).Ended(0).Out, StringComparison.Ordinal);
        Assert.Contains("--dry-run", (await CliProcess.RunAsync("[suggest:7]", "up --dry")).Ended(0).Out, StringComparison.Ordinal);
    }

    internal static string RepositoryFile(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PgMigrate.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine([folder.FullName, .. parts]);
    }
}
