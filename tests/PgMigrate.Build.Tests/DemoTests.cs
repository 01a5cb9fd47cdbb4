namespace PgMigrate.Build.Tests;

/// <summary>The tour, with its sandboxes on a list of their own, so that what it leaves behind can be seen.</summary>
public sealed class DemoTests : IDisposable
{
    private static readonly Repository Repository = RepositoryFolder.Repository;
    private readonly string _folder = Directory.CreateTempSubdirectory("demo of pgmigrate ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData(".sh")]
    [InlineData(".ps1")]
    public async Task The_demo_shows_the_way_there_and_back_and_leaves_nothing_behind(string extension)
    {
        var result = await RunAsync(Repository.Demo(extension));

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("create_supplier_overview", result.Output, StringComparison.Ordinal);
        Assert.Contains("Try next", result.Output, StringComparison.Ordinal);
        Assert.Empty(Left());
    }

    [SkippableTheory]
    [InlineData(".sh")]
    [InlineData(".ps1")]
    public async Task A_demo_that_fails_says_so_by_its_exit_code_and_still_cleans_up(string extension)
    {
        // A copy in which the backfill is wrong.
        var copy = Path.Combine(_folder, "quick start");
        foreach (var file in Directory.EnumerateFiles(Repository.Path("examples", "quickstart"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Repository.Path("examples", "quickstart"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.WriteAllText(Path.Combine(copy, "migrations", "0010_backfill_carbon_intensity.sql"), "UPDATE suppliers SET no_such_column = 1;\n");
        var result = await RunAsync(Path.Combine(copy, "demo" + extension));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("no_such_column", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Try next", result.Output, StringComparison.Ordinal);
        Assert.Empty(Left());
    }

    private async Task<CommandResult> RunAsync(string script)
    {
        Skip.If(OperatingSystem.IsWindows(), "where sandboxes are listed can be changed on Linux and macOS only");
        Skip.If(PostgresBinaries.Find() is null, "no server programs of PostgreSQL");
        Command command;
        if (script.EndsWith(".sh", StringComparison.Ordinal))
        {
            command = new Command("bash", script);
        }
        else
        {
            Skip.If(await PowerShellProvision.OnPathAsync(CancellationToken.None) is null, "no PowerShell 7.4 or later on PATH");
            command = new Command("pwsh", "-NoProfile", "-NonInteractive", "-File", script, "-Module", Repository.Path("PgMigrate.psd1"));
        }

        return await (command with
        {
            Limit = TimeSpan.FromMinutes(3),
            Environment = new Dictionary<string, string?>
            {
                ["PGMIGRATE_CLI"] = Cli.Program,
                ["PGMIGRATE_TEST_SERVER"] = null,
                ["XDG_STATE_HOME"] = _folder,
                ["NO_COLOR"] = "1",
            },
        }).CaptureAsync(CancellationToken.None);
    }

    private string[] Left()
    {
        var list = Path.Combine(_folder, "pgmigrate", "sandboxes");
        Assert.True(Directory.Exists(list), "the demo did not list its sandbox where this test looks");
        return Directory.GetFiles(list);
    }
}
