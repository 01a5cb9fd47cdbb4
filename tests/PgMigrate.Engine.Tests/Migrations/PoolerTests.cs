using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Sandboxes;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Tests.Migrations;

public sealed class PoolerTests
{
    [SkippableTheory]
    [InlineData("transaction", false)]
    [InlineData("session", true)]
    public async Task A_pooler_that_shares_server_processes_between_transactions_is_refused_and_one_that_does_not_works(string mode, bool works)
    {
        var program = Find();
        Skip.If(program is null, "PgBouncer is not installed");
        await using var database = await TestDatabase.CreateAsync(name: "pooled " + mode);
        using var migrations = new TestMigrations(("1_a.sql", "CREATE TABLE a (id int);"));
        using var pooler = await StartAsync(program!, database, mode, migrations.Path);
        var target = await new ConnectionRoom().ConnectAsync(
            new ConnectOptions
            {
                ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = pooler.Port, Database = "pooled" }.ConnectionString,
            },
            NoEvents.Instance,
            CancellationToken.None);
        var before = await database.SnapshotAsync();
        var plan = await migrations.PlanUp(target);
        if (works)
        {
            await migrations.Run(plan);
            Assert.NotEqual(before, await database.SnapshotAsync());
            return;
        }

        var error = (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Run(plan))).Error;
        Assert.Equal(ErrorIds.TransactionPooling, error.Id);
        Assert.Contains("pool_mode = session", error.Next, StringComparison.Ordinal);
        Assert.Equal(before, await database.SnapshotAsync());
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Select(folder => Path.Combine(folder, "pgbouncer")).FirstOrDefault(File.Exists);

    private static async Task<Pooler> StartAsync(string program, TestDatabase database, string mode, string folder)
    {
        var port = FreePort.Find();
        var target = database.Connection;
        var settings = Path.Combine(Path.GetDirectoryName(folder)!, "pgbouncer.ini");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture,
            $"""
            [databases]
            pooled = host={target.Host} port={target.Port} dbname='{database.Name}' user={target.UserName} password={database.Server.Password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = {mode}
            ignore_startup_parameters = extra_float_digits, search_path, options
            """));
        var command = ServerAccount.Find().CommandLine(program, "-q", settings);
        var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = Path.GetTempPath(), RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        for (var attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port);
                return new Pooler(process, port);
            }
            catch (SocketException) when (!process.HasExited)
            {
                await Task.Delay(50);
            }
        }

        process.Kill(entireProcessTree: true);
        throw new TimeoutException("PgBouncer did not start.");
    }

    private sealed record Pooler(Process Process, int Port) : IDisposable
    {
        public void Dispose()
        {
            Process.Kill(entireProcessTree: true);
            Process.WaitForExit();
            Process.Dispose();
        }
    }
}
