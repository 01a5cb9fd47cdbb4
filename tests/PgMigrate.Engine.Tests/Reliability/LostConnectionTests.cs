using System.Diagnostics;
using System.Globalization;
using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Sandboxes;
using PgMigrate.Engine.Tests.Migrations;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Migrations;
using PgMigrate.Sandboxes;

namespace PgMigrate.Engine.Tests.Reliability;

public sealed class LostConnectionTests
{
    public static TheoryData<int, bool> MajorsAndModes
    {
        get
        {
            var data = new TheoryData<int, bool>();
            foreach (var row in TestedMajors.All)
            {
                data.Add(row, true);
                data.Add(row, false);
            }

            return data;
        }
    }

    private static TestMigrations Migrations(bool transactional) => new(
        ("1.sql", $"""
            INSERT INTO steps VALUES ('1.1');
            WITH w AS (SELECT pg_sleep(s) FROM pace) INSERT INTO steps SELECT '1.2' FROM w;
            INSERT INTO steps VALUES ('1.3');
            {(transactional ? "" : "CREATE INDEX CONCURRENTLY ON steps (name);")}
            """),
        ("2.sql", "INSERT INTO steps VALUES ('2');"));

    [SkippableTheory]
    [MemberData(nameof(MajorsAndModes))]
    public async Task A_backend_that_is_terminated_in_mid_statement_is_a_clear_error_on_the_record_and_the_next_run_succeeds(int major, bool transactional)
    {
        await using var database = await Steps.CreateAsync(major);
        using var migrations = Migrations(transactional);
        var run = migrations.Up(database);
        await database.TerminateAsync(await database.WaitForAsync(Backends.Worker, "WITH w%", "active"));

        var failure = await LostAsync(run);

        Assert.Equal("57P01", failure.Error.SqlState);
        Assert.Equal(2, failure.Error.Position!.Line);
        var entry = Assert.Single(await migrations.History(database));
        Assert.Equal(("1", MigrationOutcome.Failed, "57P01"), (entry.Revision, entry.Outcome, entry.SqlState));
        Assert.Equal("failed", await database.ScalarAsync<string>("SELECT outcome FROM pgmigrate.run"));
        await RunAgainAsync(database, migrations, resumes: !transactional);
    }

    [SkippableFact]
    public async Task A_run_whose_lock_session_is_ended_goes_on_and_the_next_one_waits_for_it_all_the_same()
    {
        await using var database = await Steps.CreateAsync(0, pace: 1.5);
        using var migrations = Migrations(transactional: false);
        var first = migrations.Run(await migrations.PlanUp(database, "1"));
        await database.WaitForAsync(Backends.Worker, "WITH w%", "active");
        await database.TerminateAsync(await database.WaitForAsync(Backends.RunLock));
        await database.PaceAsync(0);

        var second = await migrations.Up(database);

        Assert.Equal(["1"], (await first).Steps.Select(s => s.Revision));
        Assert.Equal(["2"], second.Steps.Select(s => s.Revision));
        Assert.Equal(["1.1", "1.2", "1.3", "2"], await database.StepsAsync());
        Assert.Contains(migrations.Events.Of<VerboseEvent>(), e => e.Message.Contains("whose program is gone", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_run_stops_before_the_next_migration_when_its_locks_were_lost_and_another_run_has_them()
    {
        await using var database = await Steps.CreateAsync(0, pace: 1);
        await database.ExecuteAsync("CREATE FUNCTION release() RETURNS void LANGUAGE sql AS 'SELECT pg_advisory_unlock_all()'");
        using var migrations = new TestMigrations(
            ("1.sql", "INSERT INTO steps VALUES ('1');\nSELECT pg_sleep(0.5);\nSELECT release();\nSELECT pg_sleep(s) FROM pace;"), ("2.sql", "INSERT INTO steps VALUES ('2');"));
        var run = migrations.Up(database);
        await database.WaitForAsync(Backends.Worker, "SELECT pg_sleep(0.5)%", "active");
        var key = await database.ScalarAsync<string>("""
            SELECT format('%s', (classid::bigint << 32) | objid::bigint) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
            WHERE locktype = 'advisory' AND application_name = 'PgMigrate run' AND a.datname = current_database()
            """);
        await database.WaitForAsync(Backends.Worker, "SELECT pg_sleep(s)%", "active");
        await using var other = await database.OpenAsync();
        await using (var take = new NpgsqlCommand($"SELECT pg_try_advisory_lock({key})", other))
        {
            Assert.True((bool)(await take.ExecuteScalarAsync())!);
        }

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => run);

        Assert.Equal(ErrorIds.RunLockTimeout, failure.Error.Id);
        Assert.Contains("taken over", failure.Error.What, StringComparison.Ordinal);
        Assert.Equal(["1"], await database.StepsAsync());
        Assert.Equal(["1"], ((MigrationRun)failure.Partial!).To);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_is_stopped_at_once_in_mid_statement_is_a_clear_error_and_the_next_run_succeeds(bool transactional)
    {
        await TestServer.GetAsync();
        PgSandbox sandbox;
        try
        {
            sandbox = await TestSandboxes.StartAsync(new SandboxOptions { Database = "postgres", Durable = true });
        }
        catch (PgMigrateException none) when (none.Error.Id == ErrorIds.ServerBinariesNotFound)
        {
            Skip.If(true, "no server binaries to start a server of its own with");
            throw;
        }

        try
        {
            var connection = (TargetConnection)sandbox.Connection!;
            var text = new NpgsqlConnectionStringBuilder(connection.Settings.DriverText)
            { Password = connection.Settings.StoredPassword!.Reveal(), Pooling = false }.ConnectionString;
            await ExecuteAsync(text, "CREATE TABLE steps (name text); CREATE TABLE pace (s float8); INSERT INTO pace VALUES (30)");
            using var migrations = Migrations(transactional);
            var run = migrations.Run(await migrations.PlanUp(connection));
            await WaitForSleepAsync(text);

            await ControlAsync(sandbox, "stop", "-m", "immediate");
            var watch = Stopwatch.StartNew();
            await LostAsync(run);

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"noticed after {watch.Elapsed}");
            var refused = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.PlanUp(connection));
            Assert.Equal(ErrorIds.ServerUnreachable, refused.Error.Id);
            await ControlAsync(sandbox, "start", "-l", Path.Combine(sandbox.DataFolder!, "again.log"));
            await ExecuteAsync(text, "UPDATE pace SET s = 0");
            var again = await migrations.Run(await migrations.PlanUp(connection));
            Assert.Equal(["1", "2"], again.Steps.Select(s => s.Revision));
            Assert.Equal("1.1 1.2 1.3 2", await ScalarAsync(text, "SELECT string_agg(name, ' ' ORDER BY name) FROM steps"));
            Assert.Equal("interrupted succeeded", await ScalarAsync(text, "SELECT string_agg(outcome, ' ' ORDER BY started_at) FROM pgmigrate.run"));
        }
        finally
        {
            await TestSandboxes.Room.StopAsync(sandbox.Id, NoEvents.Instance, CancellationToken.None);
        }
    }

    [SkippableTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_network_that_is_cut_in_mid_statement_is_a_clear_error_and_the_next_run_succeeds(bool transactional, bool serverNotices)
    {
        await using var database = await Steps.CreateAsync(0, pace: 3);
        await using var network = new Forwarder(database.Connection.Port);
        using var migrations = Migrations(transactional);
        var run = migrations.Run(await migrations.PlanUp(await ThroughAsync(database, network)));
        await database.WaitForAsync(Backends.Worker, "WITH w%", "active");

        network.Cut(tellServer: serverNotices);
        await LostAsync(run);

        var again = RunAgainAsync(database, migrations, resumes: !transactional);
        if (!serverNotices)
        {
            // What the server still takes for alive keeps its locks: the next run waits and says for whom.
            for (var told = false; !told; told = migrations.Events.Of<VerboseEvent>().Any(e => e.Message.Contains("Waiting for it to end", StringComparison.Ordinal)))
            {
                await Task.WhenAny(again, Task.Delay(20));
                Assert.False(again.IsCompleted);
            }

            network.Cut(tellServer: true);
        }

        await again;
    }

    [SkippableFact]
    public async Task Both_ends_of_a_run_look_for_the_other_while_a_statement_takes_long()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads the kernel's table of connections");
        await using var database = await Steps.CreateAsync(0, pace: 2);
        using var migrations = new TestMigrations(("1.sql", """
            INSERT INTO steps SELECT concat_ws(' ', name, setting) FROM pg_settings WHERE name LIKE 'tcp\_keepalives%';
            SELECT pg_sleep(s) FROM pace;
            """));
        var run = migrations.Up(database);
        await database.WaitForAsync(Backends.Worker, "SELECT pg_sleep(s)%", "active");
        var ports = await database.ScalarAsync<int[]>(
            "SELECT array_agg(client_port) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'PgMigrate run%'");
        Skip.If(ports!.Any(port => port <= 0), "the server is reached through a Unix socket");

        // Timer 2 is that of keepalive; it runs down from 10 s, in hundredths. While something is on its way another one runs.
        List<string[]> timers = [];
        for (var look = 0; look < 50 && !(timers.Count == 2 && timers.TrueForAll(timer => timer[0] == "02")); look++)
        {
            await Task.Delay(20);
            timers = (await File.ReadAllLinesAsync("/proc/net/tcp")).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => ports!.Contains(Port(fields[1])) && Port(fields[2]) == database.Connection.Port)
                .Select(fields => fields[5].Split(':')).ToList();
        }

        Assert.Equal(2, timers.Count);
        Assert.All(timers, timer => Assert.Equal("02", timer[0]));
        Assert.All(timers, timer => Assert.InRange(int.Parse(timer[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), 0, 1010));
        await run;
        Assert.Equal(["tcp_keepalives_count 4", "tcp_keepalives_idle 10", "tcp_keepalives_interval 5"], await database.StepsAsync());
    }

    private static int Port(string address) => int.Parse(address.Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static async Task<PgMigrateException> LostAsync(Task<MigrationRun> run)
    {
        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => run.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(ErrorIds.ConnectionLost, failure.Error.Id);
        Assert.Equal("1", failure.Error.Revision);
        Assert.Contains("run the same command again", failure.Error.Next, StringComparison.Ordinal);
        return failure;
    }

    private static async Task RunAgainAsync(TestDatabase database, TestMigrations migrations, bool resumes)
    {
        await database.PaceAsync(0);
        var run = await migrations.Up(database);
        Assert.Equal(["1", "2"], run.Steps.Select(s => s.Revision));
        Assert.Equal(resumes, run.Steps[0].Resumed);
        Assert.Equal(["1.1", "1.2", "1.3", "2"], await database.StepsAsync());
    }

    private static Task<TargetConnection> ThroughAsync(TestDatabase database, Forwarder network)
    {
        var driver = new NpgsqlConnectionStringBuilder(((TargetConnection)database.Connection).Settings.DriverText) { Host = "127.0.0.1", Port = network.Port };
        var settings = new SessionSettings(driver, "PgMigrate", new Secret(database.Server.Password), null);
        return ServerLook.ConnectAsync(settings, null, "test", NoEvents.Instance, CancellationToken.None);
    }

    private static async Task ControlAsync(PgSandbox sandbox, string command, params string[] more)
    {
        var program = Path.Combine(sandbox.BinaryFolder!, "pg_ctl");
        var answer = await ChildProcess.RunAsync(
            ServerAccount.Find().CommandLine(program, [command, "-D", sandbox.DataFolder!, "-w", "-s", .. more]), "/", CancellationToken.None);
        Assert.True(answer.ExitCode == 0, answer.Errors + answer.Output);
    }

    private static async Task WaitForSleepAsync(string text)
    {
        while (await ScalarAsync(text, "SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE 'WITH w%' AND state = 'active'") == "0")
        {
            await Task.Delay(20);
        }
    }

    private static Task ExecuteAsync(string text, string sql) => ScalarAsync(text, sql);

    private static async Task<string?> ScalarAsync(string text, string sql)
    {
        await using var connection = new NpgsqlConnection(text);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }
}
