namespace PgMigrate.Engine.Tests.Cli;

[Collection(CliServerCollection.Name)]
public sealed class SandboxVerbTests(CliServer server)
{
    [SkippableFact]
    public async Task A_sandbox_database_on_a_server_comes_is_listed_and_goes()
    {
        using var database = await server.CreateDatabaseAsync();

        var started = (await CliProcess.RunAsync("sandbox", "start", "--url", database.Url, "--json")).Ended(0).Json.GetProperty("sandbox");
        var id = started.GetProperty("id").GetString()!;
        (await CliProcess.RunAsync("status", "--url", started.GetProperty("url").GetString()!, "--path", database.WithUsers().Folder + "/migrations")).Ended(0);
        Assert.Contains(id, (await CliProcess.RunAsync("sandbox", "list")).Ended(0).Out, StringComparison.Ordinal);

        var stopped = (await CliProcess.RunAsync("sandbox", "stop", id, "--json")).Ended(0).Json.GetProperty("stopped");
        Assert.Equal(id, stopped[0].GetString());
        Assert.DoesNotContain(id, (await CliProcess.RunAsync("sandbox", "list")).Ended(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_what_is_not_there_ends_with_2() =>
        Assert.Contains("SandboxNotFound", (await CliProcess.RunAsync("sandbox", "stop", "no-such")).Ended(2).Error, StringComparison.Ordinal);
}
