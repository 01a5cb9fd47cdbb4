namespace PgMigrate.Engine.Tests.Cli;

public sealed class FileVerbTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pgmigrate-cli-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task New_writes_both_directions_and_a_dry_run_writes_none()
    {
        string[] arguments = ["new", "create_users", "--template", "table", "--arg", "table=users", "--json"];
        using var dry = CliProcess.Start([.. arguments, "--dry-run"], folder.FullName);
        var planned = (await dry.EndAsync()).Ended(0).Json.GetProperty("files");
        Assert.False(Directory.Exists(Path.Combine(folder.FullName, "migrations")));

        using var real = CliProcess.Start(arguments, folder.FullName);
        var written = (await real.EndAsync()).Ended(0).Json.GetProperty("files");

        Assert.Equal(planned.GetArrayLength(), written.GetArrayLength());
        Assert.Contains(written.EnumerateArray(), file => file.GetProperty("content").GetString()!.Contains("CREATE TABLE", StringComparison.Ordinal));
        Assert.Contains(written.EnumerateArray(), file => file.GetProperty("content").GetString()!.Contains("DROP TABLE", StringComparison.Ordinal));
        foreach (var file in written.EnumerateArray())
        {
            Assert.Equal(file.GetProperty("content").GetString(), await File.ReadAllTextAsync(file.GetProperty("path").GetString()!));
        }
    }

    [Fact]
    public async Task Templates_are_listed_with_what_they_ask_for()
    {
        Assert.Contains("table", (await CliProcess.RunAsync("new", "--list-templates")).Ended(0).Out, StringComparison.Ordinal);
        var templates = (await CliProcess.RunAsync("new", "--list-templates", "--json")).Ended(0).Json.GetProperty("templates");
        Assert.True(templates.GetArrayLength() > 5);
    }

    [Fact]
    public async Task Merge_joins_two_heads_and_has_nothing_to_join_afterwards()
    {
        var migrations = folder.CreateSubdirectory("migrations").FullName;
        await File.WriteAllTextAsync(Path.Combine(migrations, "0001_base.sql"), "SELECT 1;\n");
        await File.WriteAllTextAsync(Path.Combine(migrations, "0002_left.sql"), "-- migrate:revises 0001\nSELECT 1;\n");
        await File.WriteAllTextAsync(Path.Combine(migrations, "0003_right.sql"), "-- migrate:revises 0001\nSELECT 1;\n");

        using var first = CliProcess.Start(["merge", "--json"], folder.FullName);
        var files = (await first.EndAsync()).Ended(0).Json.GetProperty("files").EnumerateArray().ToList();
        Assert.Contains("revises 0002 0003", files[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.All(files, file => Assert.True(File.Exists(file.GetProperty("path").GetString())));

        using var second = CliProcess.Start(["merge"], folder.FullName);
        Assert.Contains("MergeUnneeded", (await second.EndAsync()).Ended(4).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_offline_reads_the_folder_and_needs_no_database()
    {
        var migrations = folder.CreateSubdirectory("migrations").FullName;
        await File.WriteAllTextAsync(Path.Combine(migrations, "0001_base.sql"), "SELECT 1;\n");

        using var process = CliProcess.Start(["status", "--offline", "--json"], folder.FullName);
        var document = (await process.EndAsync()).Ended(0).Json;

        Assert.Equal("Unknown", document.GetProperty("migrations")[0].GetProperty("state").GetString());
    }
}
