using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Sandboxes;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Sandboxes;

namespace PgMigrate.Engine.Tests.Connections;

/// <summary>Servers in states of which the shared one is spared: each test has its own.</summary>
public sealed class ServerStateTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("pgmigrate-states-").FullName;
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
    public async Task A_standby_is_known_as_one_and_refuses_writes_by_name()
    {
        var sandbox = await StartAsync();
        await RestartAsync(sandbox, wait: true, "standby.signal", "");

        var standby = await ConnectAsync(sandbox);
        Assert.True(standby.IsStandby);
        Assert.True(standby.IsReadOnly);
        await using var session = await PgSession.OpenAsync(standby, SessionAccess.Write, "test", NoEvents.Instance, default);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteUserStatementAsync("CREATE TABLE t ()", default));
        Assert.Equal(ErrorIds.DatabaseReadOnly, ServerErrors.ToError(refusal, standby).Id);
        var primary = await Assert.ThrowsAsync<PgMigrateException>(() => ConnectAsync(sandbox, "host=x target_session_attrs=read-write"));
        Assert.Contains("read-write", primary.Error.What, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_server_that_is_starting_is_told_apart_from_one_that_is_not_there()
    {
        var sandbox = await StartAsync();
        File.AppendAllText(Path.Combine(sandbox.DataFolder!, "postgresql.auto.conf"), "hot_standby = off\n");
        await RestartAsync(sandbox, wait: false, "standby.signal", "");
        PgMigrateException? failure = null;
        for (var attempt = 0; attempt < 100 && failure?.Error.Id != ErrorIds.ServerStarting; attempt++)
        {
            failure = await Assert.ThrowsAsync<PgMigrateException>(() => ConnectAsync(sandbox));
            await Task.Delay(50);
        }

        Assert.Equal((ErrorIds.ServerStarting, "57P03"), (failure!.Error.Id, failure.Error.SqlState));
    }

    [SkippableFact]
    public async Task Who_has_no_line_in_pg_hba_is_told_so_and_so_is_who_must_encrypt()
    {
        var sandbox = await StartAsync();
        var hba = Path.Combine(sandbox.DataFolder!, "pg_hba.conf");
        await AddCertificateAsync(sandbox);
        await File.WriteAllTextAsync(hba, "local all all scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n");
        await RestartAsync(sandbox, wait: true);

        var unencrypted = await Assert.ThrowsAsync<PgMigrateException>(() => ConnectAsync(sandbox, "host=x sslmode=disable"));
        Assert.Equal(ErrorIds.LoginFailed, unencrypted.Error.Id);
        Assert.Contains("sslmode=require", unencrypted.Error.Next, StringComparison.Ordinal);
        Assert.Equal("sandbox", (await ConnectAsync(sandbox, "host=x sslmode=require")).Database);
        Assert.Equal("sandbox", (await ConnectAsync(sandbox, "host=x")).Database);
        var untrusted = await Assert.ThrowsAsync<PgMigrateException>(() => ConnectAsync(sandbox, "host=x sslmode=verify-full"));
        Assert.Contains("certificate", untrusted.Error.What, StringComparison.Ordinal);

        var root = Path.Combine(folder, "root.crt");
        File.Copy(Path.Combine(sandbox.DataFolder!, "server.crt"), root);
        Assert.Equal("sandbox", (await ConnectAsync(sandbox, $"host=x sslmode=verify-full sslrootcert={root}")).Database);
        await File.WriteAllTextAsync(hba, "local all all scram-sha-256\n");
        await RestartAsync(sandbox, wait: true);
        var stranger = await Assert.ThrowsAsync<PgMigrateException>(() => ConnectAsync(sandbox, "host=x sslmode=require"));
        Assert.Equal((ErrorIds.LoginFailed, "28000"), (stranger.Error.Id, stranger.Error.SqlState));
    }

    [SkippableFact]
    public async Task A_full_server_says_that_it_is_full()
    {
        var sandbox = await StartAsync(new Dictionary<string, string> { ["max_connections"] = "5", ["superuser_reserved_connections"] = "1", ["max_wal_senders"] = "0" });
        var open = new List<PgSession>();
        var full = await Assert.ThrowsAsync<PgMigrateException>(async () =>
        {
            while (open.Count < 10)
            {
                open.Add(await PgSession.OpenAsync(sandbox.Connection!, SessionAccess.ReadOnly, "test", NoEvents.Instance, default));
            }
        });
        foreach (var session in open)
        {
            await session.DisposeAsync();
        }

        Assert.Equal((ErrorIds.TooManyConnections, 5), (full.Error.Id, open.Count));
    }

    [SkippableFact]
    public async Task A_server_that_is_stopped_at_once_is_a_lost_connection_and_then_unreachable()
    {
        var sandbox = await StartAsync();
        await using var session = await PgSession.OpenAsync(sandbox.Connection!, SessionAccess.Write, "test", NoEvents.Instance, default);
        var statement = session.ExecuteUserStatementAsync("SELECT pg_sleep(60)", default);
        await Task.Delay(200);
        await ControlAsync(sandbox, "stop", "-m", "immediate");

        var failure = await Assert.ThrowsAnyAsync<NpgsqlException>(() => statement);
        Assert.True(ServerErrors.IsConnectionLoss(failure));
        Assert.Equal(ErrorIds.ConnectionLost, ServerErrors.ToError(failure, sandbox.Connection!).Id);
        var later = await Assert.ThrowsAsync<PgMigrateException>(() => ConnectAsync(sandbox));
        Assert.Equal(ErrorIds.ServerUnreachable, later.Error.Id);
    }

    private async Task<PgSandbox> StartAsync(Dictionary<string, string>? settings = null)
    {
        try
        {
            return await room.StartAsync(new SandboxOptions { Settings = settings ?? [] }, NoEvents.Instance, default);
        }
        catch (PgMigrateException none) when (none.Error.Id == ErrorIds.ServerBinariesNotFound)
        {
            Skip.If(true, none.Error.What);
            throw;
        }
    }

    private static async Task RestartAsync(PgSandbox sandbox, bool wait, string? file = null, string content = "")
    {
        await ControlAsync(sandbox, "stop", "-m", "fast");
        if (file is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(sandbox.DataFolder!, file), content);
        }

        await ControlAsync(sandbox, "start", wait ? "-w" : "-W", "-l", Path.Combine(sandbox.DataFolder!, "..", "log"));
    }

    private static async Task ControlAsync(PgSandbox sandbox, string verb, params string[] arguments)
    {
        var program = new ServerBinaries(sandbox.BinaryFolder!, 0, "").Program("pg_ctl");
        var answer = await ChildProcess.RunAsync(ServerAccount.Find().CommandLine(program, [verb, "-D", sandbox.DataFolder!, "-s", .. arguments]), "/", default);
        Assert.True(answer.ExitCode == 0, answer.Errors + answer.Output);
    }

    private static async Task<PgConnection> ConnectAsync(PgSandbox sandbox, string? text = null) => await new ConnectionRoom().ConnectAsync(
        new ConnectOptions
        {
            ConnectionString = text,
            Host = "127.0.0.1",
            Port = sandbox.Port,
            Database = sandbox.Database,
            UserName = sandbox.UserName,
            Password = ((TargetConnection)sandbox.Connection!).Settings.StoredPassword,
        },
        NoEvents.Instance,
        default);

    private static async Task AddCertificateAsync(PgSandbox sandbox)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(sandbox.DataFolder!, "server.crt"), certificate.ExportCertificatePem());

        // The key has to belong to the server's account, and to nobody else: the file is made by that account, then filled.
        var keyFile = Path.Combine(sandbox.DataFolder!, "server.key");
        var answer = await ChildProcess.RunAsync(ServerAccount.Find().CommandLine("/usr/bin/install", "-m", "600", "/dev/null", keyFile), "/", default);
        Assert.Equal(0, answer.ExitCode);
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        await File.AppendAllTextAsync(Path.Combine(sandbox.DataFolder!, "postgresql.auto.conf"), string.Create(CultureInfo.InvariantCulture, $"ssl = on\n"));
    }
}
