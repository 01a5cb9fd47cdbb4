namespace PgMigrate.Engine.Tests.Cli;

public sealed class SandboxVerbTests
{
    [SkippableFact]
    public async Task A_sandbox_database_on_a_server_comes_is_listed_and_goes()
    {
        await using var database = await CliDatabase.WithUsersAsync();

        var started = (await database.RunAsync("sandbox", "start", "--json")).Ended(0).Json.GetProperty("sandbox");
        var id = started.GetProperty("id").GetString()!;
        var none = new Dictionary<string, string>();
        (await database.RunElsewhereAsync(["up", "--sandbox", id], none)).Ended(0);
        Assert.Contains(id, (await CliProcess.RunAsync("sandbox", "list")).Ended(0).Out, StringComparison.Ordinal);

        var stopped = (await CliProcess.RunAsync("sandbox", "stop", id, "--json")).Ended(0).Json.GetProperty("stopped");
        Assert.Equal(id, stopped[0].GetString());
        Assert.DoesNotContain(id, (await CliProcess.RunAsync("sandbox", "list")).Ended(0).Out, StringComparison.Ordinal);
        (await database.RunElsewhereAsync(["up", "--sandbox", id], none)).Ended(2);
    }

    [Fact]
    public async Task Stopping_what_is_not_there_ends_with_2() =>
        Assert.Contains("SandboxNotFound", (await CliProcess.RunAsync("sandbox", "stop", "no-such")).Ended(2).Error, StringComparison.Ordinal);
}
