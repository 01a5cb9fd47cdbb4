using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Sandboxes;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Sandboxes;

namespace PgMigrate.Engine.Tests.Sandboxes;

public sealed class SandboxRoomTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("pgmigrate-sandboxes-").FullName;
    private SandboxRoom room = null!;

    public Task InitializeAsync()
    {
        room = new SandboxRoom(folder);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var sandbox in await room.GetAsync(NoEvents.Instance, default))
        {
            await room.StopAsync(sandbox.Id, NoEvents.Instance, default);
        }

        Directory.Delete(folder, recursive: true);
    }

    [SkippableFact]
    public async Task A_server_starts_answers_and_goes_with_everything_in_it()
    {
        var sandbox = await Start(new SandboxOptions { Settings = new Dictionary<string, string> { ["work_mem"] = "5MB", ["my.text"] = @"it's \ here" } });

        Assert.True(sandbox.IsRunning);
        Assert.Equal("sandbox", sandbox.Database);
        Assert.Equal("5MB", await Scalar(sandbox, "SHOW work_mem"));
        Assert.Equal(@"it's \ here", await Scalar(sandbox, "SHOW my.text"));
        Assert.Equal("off off off C UTF8", await Scalar(sandbox,
            "SELECT concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'), datcollate, pg_encoding_to_char(encoding)) FROM pg_database WHERE datname = current_database()"));
        var registered = Assert.Single(Directory.GetFiles(folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(registered));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(sandbox.DataFolder)!));
        }

        // Another room stands for another process: the registry is all that they share.
        var seen = Assert.Single(await new SandboxRoom(folder).GetAsync(NoEvents.Instance, default));
        Assert.Equal((sandbox.Id, sandbox.ProcessId, true), (seen.Id, seen.ProcessId, seen.IsRunning));
        Assert.Equal("1", await Scalar(seen, "SELECT '1'"));

        await new SandboxRoom(folder).StopAsync(sandbox.Id, NoEvents.Instance, default);

        Assert.Empty(await room.GetAsync(NoEvents.Instance, default));
        Assert.Empty(Directory.GetFiles(folder));
        Assert.False(Directory.Exists(Path.GetDirectoryName(sandbox.DataFolder)));
        var gone = await Assert.ThrowsAsync<PgMigrateException>(() => Scalar(sandbox, "SELECT '1'"));
        Assert.Equal(ErrorIds.ServerUnreachable, gone.Error.Id);
    }

    [SkippableFact]
    public async Task No_password_is_seen_on_a_command_line_or_in_a_sandbox_object()
    {
        var sandbox = await Start(new SandboxOptions());
        var password = ((TargetConnection)sandbox.Connection!).Settings.StoredPassword!.Reveal();

        Assert.DoesNotContain(password, sandbox.ToString() + System.Text.Json.JsonSerializer.Serialize(sandbox), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(sandbox.DataFolder)!), file => Path.GetFileName(file) == "password");
    }

    [SkippableFact]
    public async Task A_taken_port_is_an_error_when_it_was_asked_for()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var error = await Fails(new SandboxOptions { Port = port });

        Assert.Contains($"port {port}", error.What, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_wrong_setting_is_told_with_the_servers_log_and_leaves_nothing()
    {
        var error = await Fails(new SandboxOptions { Settings = new Dictionary<string, string> { ["wal_level"] = "wrong" } });

        Assert.Contains("wal_level", error.Detail, StringComparison.Ordinal);
        await Fails(new SandboxOptions { Settings = new Dictionary<string, string> { ["a = 1\nb"] = "x" } });
    }

    [SkippableFact]
    public async Task A_cancelled_start_leaves_nothing()
    {
        await Skipped();
        for (var delay = 50; delay <= 650; delay += 300)
        {
            using var stop = new CancellationTokenSource(delay);
            try
            {
                var started = await room.StartAsync(new SandboxOptions(), NoEvents.Instance, stop.Token);
                await room.StopAsync(started.Id, NoEvents.Instance, default);
            }
            catch (OperationCanceledException)
            {
            }

            AssertNothingLeft();
        }
    }

    [SkippableFact]
    public async Task A_start_that_takes_too_long_is_given_up()
    {
        await Skipped();
        var error = await Fails(new SandboxOptions { Timeout = TimeSpan.FromMilliseconds(50) });

        Assert.Contains("0.1 s", error.What, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_dead_server_is_found_dead_and_its_remains_can_be_removed()
    {
        var sandbox = await Start(new SandboxOptions());
        using (var postmaster = Process.GetProcessById(sandbox.ProcessId!.Value))
        {
            postmaster.Kill();
            while (!postmaster.HasExited)
            {
                await Task.Delay(20);
            }
        }

        var found = Assert.Single(await room.GetAsync(NoEvents.Instance, default));
        Assert.False(found.IsRunning);
        Assert.Null(found.Connection);
        await room.StopAsync(sandbox.Id, NoEvents.Instance, default);

        AssertNothingLeft();
        Assert.False(Directory.Exists(sandbox.DataFolder));
    }

    [SkippableFact]
    public async Task A_process_id_that_is_used_again_is_not_taken_for_the_server()
    {
        var sandbox = await Start(new SandboxOptions());
        using var postmaster = Process.GetProcessById(sandbox.ProcessId!.Value);
        var file = PostmasterFile.Read(sandbox.DataFolder!)!;

        Assert.True(file.IsAlive());
        Assert.False((file with { StartedAt = file.StartedAt - 3600 }).IsAlive());
        Assert.False((file with { ProcessId = int.MaxValue }).IsAlive());
    }

    [SkippableFact]
    public async Task Stopping_what_was_never_started_is_refused()
    {
        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => room.StopAsync("../nothing", NoEvents.Instance, default));

        Assert.Equal(ErrorIds.SandboxNotFound, failure.Error.Id);
    }

    [SkippableFact]
    public async Task A_database_on_a_given_server_is_a_sandbox_too()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE t AS SELECT 42 AS a");

        var sandbox = await room.StartAsync(
            new SandboxOptions { Server = database.Server.Connection, Template = database.Name, Database = "sand \"box\" " + Guid.NewGuid().ToString("N")[..8] }, NoEvents.Instance, default);
        Assert.Equal("42", await Scalar(sandbox, "SELECT a::text FROM t"));
        Assert.Equal((SandboxKind.Database, true), (sandbox.Kind, sandbox.IsRunning));
        Assert.True(Assert.Single(await room.GetAsync(NoEvents.Instance, default)).IsRunning);

        // Whoever is connected does not keep it alive.
        await using var open = new Npgsql.NpgsqlConnection(database.Server.ConnectionStringTo(sandbox.Database));
        await open.OpenAsync();
        await room.StopAsync(sandbox.Id, NoEvents.Instance, default);

        Assert.False(await database.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM pg_database WHERE datname = '{sandbox.Database}')"));
        AssertNothingLeft();
    }

    [SkippableFact]
    public async Task A_database_that_somebody_made_anew_under_a_sandboxs_name_is_not_dropped()
    {
        await using var database = await TestDatabase.CreateAsync();
        var sandbox = await room.StartAsync(new SandboxOptions { Server = database.Server.Connection }, NoEvents.Instance, default);
        await database.ExecuteAsync($"DROP DATABASE {sandbox.Database} WITH (FORCE)");
        await database.ExecuteAsync($"CREATE DATABASE {sandbox.Database}");

        Assert.False(Assert.Single(await room.GetAsync(NoEvents.Instance, default)).IsRunning);
        await room.StopAsync(sandbox.Id, NoEvents.Instance, default);

        Assert.True(await database.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM pg_database WHERE datname = '{sandbox.Database}')"));
        await database.ExecuteAsync($"DROP DATABASE {sandbox.Database}");
    }

    [SkippableFact]
    public async Task A_database_that_cannot_be_made_leaves_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();

        var taken = await Fails(new SandboxOptions { Server = database.Server.Connection, Database = database.Name });
        Assert.Equal("42P04", taken.SqlState);
        await using var open = await database.OpenAsync();
        var busy = await Fails(new SandboxOptions { Server = database.Server.Connection, Template = database.Name });
        Assert.Equal("55006", busy.SqlState);
        Assert.True(await database.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM pg_database WHERE datname = current_database())"));
    }

    [SkippableFact]
    public async Task A_server_outlives_the_process_that_started_it_and_holds_none_of_its_pipes()
    {
        // Parallel starts from one registry are the same test's other half: no port and no folder is taken twice.
        await Skipped();
        var sandboxes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => room.StartAsync(new SandboxOptions(), NoEvents.Instance, default)));

        Assert.Equal(3, sandboxes.Select(s => s.Port).Distinct().Count());
        if (OperatingSystem.IsLinux())
        {
            foreach (var sandbox in sandboxes)
            {
                var process = string.Create(CultureInfo.InvariantCulture, $"/proc/{sandbox.ProcessId}");
                for (var descriptor = 0; descriptor <= 2; descriptor++)
                {
                    var target = new FileInfo($"{process}/fd/{descriptor}").LinkTarget!;
                    Assert.False(target.StartsWith("pipe:", StringComparison.Ordinal), $"descriptor {descriptor} is {target}");
                }

                // A session of its own: neither Ctrl+C nor the end of a terminal reaches it.
                var fields = (await File.ReadAllTextAsync(process + "/stat")).Split(") ")[1].Split(' ');
                Assert.Equal(sandbox.ProcessId!.Value.ToString(CultureInfo.InvariantCulture), fields[3]);
            }
        }
    }

    private async Task<PgSandbox> Start(SandboxOptions options)
    {
        await Skipped();
        return await room.StartAsync(options, NoEvents.Instance, default);
    }

    private async Task<PgError> Fails(SandboxOptions options)
    {
        await Skipped();
        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => room.StartAsync(options, NoEvents.Instance, default));
        Assert.Equal(ErrorIds.SandboxStartFailed, failure.Error.Id);
        AssertNothingLeft();
        return failure.Error;
    }

    private void AssertNothingLeft() => Assert.Empty(Directory.GetFiles(folder));

    private static async Task Skipped()
    {
        try
        {
            await ServerBinaries.FindAsync(null, null, default);
        }
        catch (PgMigrateException none)
        {
            Skip.If(true, none.Error.What);
        }
    }

    private static async Task<string?> Scalar(PgSandbox sandbox, string sql)
    {
        await using var session = await PgSession.OpenAsync(sandbox.Connection!, SessionAccess.Write, "test", NoEvents.Instance, default);
        return await session.ScalarAsync<string>(new SqlCommandText(sql), default);
    }
}
