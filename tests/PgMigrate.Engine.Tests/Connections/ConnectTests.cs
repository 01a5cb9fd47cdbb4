using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Tests.Connections;

public class ConnectTests
{
    private const string Wrong = "wr0ng-s3cret";

    [SkippableFact]
    public async Task A_connection_tells_what_it_reached_and_where_the_target_came_from()
    {
        await using var database = await TestDatabase.CreateAsync();

        var connection = await Connect(Options(database.Server, database.Name));

        Assert.Equal(database.Name, connection.Database);
        Assert.Equal(database.Server.Connection.ServerVersionNumber, connection.ServerVersionNumber);
        Assert.StartsWith(database.Server.Major.ToString(System.Globalization.CultureInfo.InvariantCulture), connection.ServerVersion, StringComparison.Ordinal);
        Assert.Equal(("parameters", false, false), (connection.Source, connection.IsStandby, connection.IsReadOnly));
        await database.ExecuteAsync($"ALTER DATABASE {TestDatabase.Quote(database.Name)} SET default_transaction_read_only = on");
        Assert.True((await Connect(Options(database.Server, database.Name))).IsReadOnly);
    }

    [SkippableFact]
    public async Task Reaching_nothing_is_told_with_host_and_port()
    {
        var server = await TestServer.GetAsync();
        var options = Options(server, "d");
        var unused = PgMigrate.Engine.Sandboxes.FreePort.Find();

        await Fails(options with { Port = unused }, ErrorIds.ServerUnreachable, $"127.0.0.1:{unused}/d", "nothing listens");
        await Fails(options with { Host = "no-such-host.invalid" }, ErrorIds.ServerUnreachable, "no-such-host.invalid", "not known");
        await Fails(options with { Host = "/nonexistent" }, ErrorIds.ServerUnreachable, "/nonexistent");
    }

    [SkippableFact]
    public async Task A_server_that_does_not_answer_is_given_up_after_the_connect_timeout()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new ConnectOptions
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)silent.LocalEndpoint).Port,
            Database = "d",
            UserName = "u",
            Password = new Secret(Wrong),
            ConnectTimeout = TimeSpan.FromSeconds(1),
        };

        await Fails(options, ErrorIds.ServerUnreachable, "no answer within 1 s");
    }

    [SkippableFact]
    public async Task Wrong_names_and_passwords_are_told_apart_where_the_server_does()
    {
        await using var database = await TestDatabase.CreateAsync();
        var options = Options(database.Server, database.Name);

        await Fails(options with { Database = "nö such\"db" }, ErrorIds.DatabaseNotFound, "nö such\"db");
        await Fails(options with { Password = new Secret(Wrong) }, ErrorIds.LoginFailed, database.Connection.UserName);
        await Fails(options with { UserName = "no such role" }, ErrorIds.LoginFailed, "no such role");
        await Fails(options with { Password = new Secret("") }, ErrorIds.LoginFailed, "wants a password");
    }

    [SkippableFact]
    public async Task Roles_that_may_not_log_in_or_not_here_are_told_so()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var role = await TestRole.CreateAsync(database.Server, "NOLOGIN");
        var options = Options(database.Server, database.Name) with { UserName = role.Name, Password = new Secret(role.Password) };
        await Fails(options, ErrorIds.LoginFailed, role.Name);

        await using var stranger = await TestRole.CreateAsync(database.Server, "LOGIN CONNECTION LIMIT 0");
        options = options with { UserName = stranger.Name, Password = new Secret(stranger.Password) };
        await Fails(options, ErrorIds.TooManyConnections, "no more connections");
        await database.ExecuteAsync($"ALTER ROLE {TestDatabase.Quote(stranger.Name)} CONNECTION LIMIT -1; REVOKE CONNECT ON DATABASE {TestDatabase.Quote(database.Name)} FROM PUBLIC");
        await Fails(options, ErrorIds.PermissionDenied, "may not connect");
    }

    [SkippableFact]
    public async Task A_password_with_every_hostile_character_works()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var role = await TestRole.CreateAsync(database.Server, "LOGIN");

        var connection = await Connect(Options(database.Server, database.Name) with { UserName = role.Name, Password = new Secret(role.Password) });

        Assert.Equal(role.Name, connection.UserName);
    }

    [SkippableFact]
    public async Task A_server_without_encryption_refuses_who_insists_on_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        Skip.If(await database.ScalarAsync<string>("SHOW ssl") != "off", "the server has TLS");
        var options = Options(database.Server, database.Name) with { ConnectionString = "host=x sslmode=require" };

        await Fails(options, ErrorIds.ServerUnreachable, "offers no TLS");
        Assert.Equal(database.Name, (await Connect(options with { ConnectionString = "host=x sslmode=prefer" })).Database);
    }

    [SkippableFact]
    public async Task A_token_is_asked_for_at_each_login_and_its_failure_is_told_without_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        var asked = 0;
        var options = Options(database.Server, database.Name) with
        {
            Password = null,
            Token = _ =>
            {
                asked++;
                return Task.FromResult(new Secret(database.Server.Password));
            },
        };

        var connection = await Connect(options);
        await (await PgSession.OpenAsync(connection, SessionAccess.Write, "test", NoEvents.Instance, default)).DisposeAsync();
        Assert.Equal(2, asked);
        await Fails(options with { Token = _ => throw new InvalidOperationException("bad " + Wrong) }, ErrorIds.TokenFailed, "InvalidOperationException");
        await Fails(options with { Token = _ => Task.FromResult<Secret>(null!) }, ErrorIds.TokenFailed);
        await Fails(options with { Token = _ => Task.FromResult(new Secret(Wrong)) }, ErrorIds.LoginFailed, database.Connection.UserName);
    }

    [SkippableFact]
    public async Task Of_several_hosts_the_first_that_fits_is_taken()
    {
        await using var database = await TestDatabase.CreateAsync();
        var server = database.Server;
        var unused = PgMigrate.Engine.Sandboxes.FreePort.Find();
        var options = Options(server, database.Name) with { Host = null, Port = null };
        var hosts = $"host=127.0.0.1,127.0.0.1 port={unused},{server.Connection.Port} ";

        Assert.Equal(server.Connection.Port, (await Connect(options with { ConnectionString = hosts })).Port);
        Assert.Equal(server.Connection.Port, (await Connect(options with { ConnectionString = hosts + "target_session_attrs=read-write" })).Port);
        Assert.Equal(server.Connection.Port, (await Connect(options with { ConnectionString = hosts + "target_session_attrs=prefer-standby" })).Port);
        await Fails(options with { ConnectionString = hosts + "target_session_attrs=standby" }, ErrorIds.ServerUnreachable, "standby");
        await Fails(options with { ConnectionString = $"host=127.0.0.1,127.0.0.1 port={unused}" }, ErrorIds.ServerUnreachable, "None of the 2 hosts");
    }

    [SkippableFact]
    public async Task A_socket_folder_is_a_host()
    {
        await using var database = await TestDatabase.CreateAsync();
        var folder = await database.ScalarAsync<string>("SHOW unix_socket_directories");
        Skip.If(string.IsNullOrEmpty(folder) || !Directory.Exists(folder.Split(',')[0]), "the server has no socket folder on this machine");
        var server = database.Server;

        var connection = await Connect(Options(server, database.Name) with
        {
            Host = null,
            Port = null,
            ConnectionString = $"postgresql:///ignored?host={Uri.EscapeDataString(folder.Split(',')[0])}&port={server.Connection.Port}",
        });

        Assert.Equal(database.Name, connection.Database);
    }

    [SkippableFact]
    public async Task Neither_text_nor_json_nor_events_of_a_connection_hold_its_password()
    {
        await using var database = await TestDatabase.CreateAsync();
        var recorder = new Recorder();
        var connection = await new ConnectionRoom().ConnectAsync(Options(database.Server, database.Name), recorder, default);
        await using var session = await PgSession.OpenAsync(connection, SessionAccess.Write, "test", recorder, default);
        var databases = await new ConnectionRoom().GetDatabasesAsync(connection, true, recorder, default);

        object[] things = [connection, session.Target, databases, recorder.All];
        var texts = things.SelectMany(thing => new[] { thing.ToString()!, JsonSerializer.Serialize(thing, thing.GetType()), JsonSerializer.Serialize(thing) })
            .Concat(recorder.All.Select(e => e.ToString()!));
        Assert.All(texts, text => Assert.DoesNotContain(database.Server.Password, text, StringComparison.Ordinal));
        Assert.DoesNotContain(database.Server.Password, ((TargetConnection)connection).Settings.DriverText, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Databases_are_listed_with_what_an_operator_wants_to_know()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync($"COMMENT ON DATABASE {TestDatabase.Quote(database.Name)} IS 'mine'");
        await using var open = await database.OpenAsync();
        var room = new ConnectionRoom();

        var found = await room.GetDatabasesAsync(database.Connection, includeTemplates: false, NoEvents.Instance, default);
        var all = await room.GetDatabasesAsync(database.Connection, includeTemplates: true, NoEvents.Instance, default);

        var mine = Assert.Single(found, d => d.Name == database.Name);
        Assert.Equal(("postgres", "UTF8", "mine", -1, true), (mine.Owner, mine.Encoding, mine.Comment, mine.ConnectionLimit, mine.AllowsConnections));
        Assert.True(mine.SizeBytes > 1_000_000);
        Assert.Equal(1, mine.Sessions);
        Assert.Equal(database.Name, mine.Connection.Database);
        Assert.DoesNotContain(found, d => d.IsTemplate || !d.AllowsConnections);
        Assert.Contains(all, d => d.Name == "template0" && d.IsTemplate);
        await using var session = await PgSession.OpenAsync(mine.Connection, SessionAccess.ReadOnly, "test", NoEvents.Instance, default);
        Assert.Equal(database.Name, await session.ScalarAsync<string>(new SqlCommandText("SELECT current_database()"), default));
    }

    [Theory]
    [InlineData(9, 6, false)]
    [InlineData(12, 22, false)]
    [InlineData(13, 0, true)]
    [InlineData(18, 1, true)]
    public void Servers_older_than_13_are_refused(int major, int minor, bool supported)
    {
        var failure = Record.Exception(() => ServerVersions.ThrowIfUnsupported(new Version(major, minor), "h:1/d"));

        Assert.Equal(supported ? null : ErrorIds.ServerVersionUnsupported, (failure as PgMigrateException)?.Error.Id);
    }

    internal static ConnectOptions Options(TestServer server, string database) => new()
    {
        Host = server.Connection.Host,
        Port = server.Connection.Port,
        Database = database,
        UserName = server.Connection.UserName,
        Password = new Secret(server.Password),
    };

    private static Task<PgConnection> Connect(ConnectOptions options) => new ConnectionRoom().ConnectAsync(options, NoEvents.Instance, default);

    private static async Task Fails(ConnectOptions options, string id, params string[] said)
    {
        var recorder = new Recorder();
        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => new ConnectionRoom().ConnectAsync(options, recorder, default));

        Assert.Equal(id, failure.Error.Id);
        Assert.All(said, text => Assert.Contains(text, failure.Error.ToString(), StringComparison.Ordinal));
        Assert.NotEmpty(failure.Error.Next);
        var everything = string.Join('\n', [failure.ToString(), JsonSerializer.Serialize(failure.Error), .. recorder.All.Select(e => e.ToString()!)]);
        Assert.DoesNotContain(Wrong, everything, StringComparison.Ordinal);
        if (options.Password is { } password && password.Reveal().Length > 0)
        {
            Assert.DoesNotContain(password.Reveal(), everything, StringComparison.Ordinal);
        }
    }
}
