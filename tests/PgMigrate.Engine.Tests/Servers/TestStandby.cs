using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Sandboxes;
using PgMigrate.Events;
using PgMigrate.Sandboxes;

namespace PgMigrate.Engine.Tests.Servers;

/// <summary>A server in recovery: a sandbox that was shut down cleanly and started again as a standby that waits for WAL.</summary>
internal sealed class TestStandby : IAsyncDisposable
{
    private readonly PgSandbox sandbox;

    private TestStandby(PgSandbox sandbox, TargetConnection connection)
    {
        this.sandbox = sandbox;
        Connection = connection;
    }

    public TargetConnection Connection { get; }

    public static async Task<TestStandby> StartAsync()
    {
        Skip.If((await TestServer.GetAsync()).Sandbox is null, "a standby is made from local server binaries");
        var sandbox = await TestSandboxes.Room.StartAsync(
            new SandboxOptions { Database = "postgres", Settings = new Dictionary<string, string> { ["wal_level"] = "replica", ["max_wal_senders"] = "4" } },
            NoEvents.Instance,
            CancellationToken.None);
        await ControlAsync(sandbox, "stop", "-m", "fast");
        await File.WriteAllTextAsync(Path.Combine(sandbox.DataFolder!, "standby.signal"), "");
        await ControlAsync(sandbox, "start", "-l", Path.Combine(sandbox.DataFolder!, "standby.log"));
        var settings = ((TargetConnection)sandbox.Connection!).Settings;
        return new TestStandby(sandbox, await ServerLook.ConnectAsync(settings, null, "test standby", NoEvents.Instance, CancellationToken.None));
    }

    public async ValueTask DisposeAsync() => await TestSandboxes.Room.StopAsync(sandbox.Id, NoEvents.Instance, CancellationToken.None);

    private static async Task ControlAsync(PgSandbox sandbox, string verb, params string[] more)
    {
        var command = ServerAccount.Find().CommandLine(
            Path.Combine(sandbox.BinaryFolder!, "pg_ctl"), [verb, "-w", "-D", sandbox.DataFolder!, .. more]);
        var answer = await ChildProcess.RunAsync(command, Path.GetTempPath(), CancellationToken.None);
        Assert.True(answer.ExitCode == 0, answer.Output + answer.Errors);
    }
}
