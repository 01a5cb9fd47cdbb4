using PgMigrate.Connections;
using PgMigrate.Engine.Connections.Targets;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Tests.Connections;

[Collection(ProcessEnvironmentCollection.Name)]
public sealed class TargetResolverTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pgmigrate-targets-").FullName;
    private readonly Variables variables;

    public TargetResolverTests() => variables = new Variables(
        ("PGPASSFILE", Path.Combine(folder, "pgpass")), ("PGSERVICEFILE", Path.Combine(folder, "services")), ("PGSYSCONFDIR", folder),
        ("PGPASSWORD", null), ("DATABASE_URL", null), ("PGHOST", null), ("PGPORT", null), ("PGDATABASE", null), ("PGUSER", null), ("PGSERVICE", null));

    public void Dispose()
    {
        variables.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Nothing_named_is_an_error_whatever_variables_are_set()
    {
        using var set = new Variables(("DATABASE_URL", "postgresql://h/d"), ("PGHOST", "h"), ("PGDATABASE", "d"));

        var error = Assert.Throws<PgMigrateException>(() => Resolve(new ConnectOptions())).Error;
        Assert.Equal(ErrorIds.TargetMissing, error.Id);
        Assert.Equal(ErrorIds.TargetMissing, Assert.Throws<PgMigrateException>(() => Resolve(new ConnectOptions { UserName = "u" })).Error.Id);
        Assert.Equal(ErrorIds.TargetInvalid, Assert.Throws<PgMigrateException>(() => Resolve(new ConnectOptions { ConnectionString = " " })).Error.Id);
    }

    [Fact]
    public void Variables_name_the_target_only_when_asked_to_and_only_when_nothing_else_does()
    {
        using var set = new Variables(("DATABASE_URL", "postgresql://url/d"), ("PGHOST", "variable"), ("PGUSER", "u"), ("PGPORT", "6001"));

        var url = Resolve(new ConnectOptions { UseProcessEnvironment = true });
        Assert.Equal(("url:6001/d", "u", "DATABASE_URL"), (url.Hosts[0].Target, url.Hosts[0].UserName, url.Source));
        var given = Resolve(new ConnectOptions { UseProcessEnvironment = true, ConnectionString = "host=given dbname=e" });
        Assert.Equal(("given:6001/e", "connection string"), (given.Hosts[0].Target, given.Source));
        var unasked = Resolve(new ConnectOptions { ConnectionString = "host=given dbname=e" });
        Assert.Equal("given:5432/e", unasked.Hosts[0].Target);
        Environment.SetEnvironmentVariable("DATABASE_URL", null);
        Assert.Equal("PG* variables", Resolve(new ConnectOptions { UseProcessEnvironment = true }).Source);
    }

    [Fact]
    public void Single_values_go_before_the_connection_string_and_that_before_the_environment()
    {
        File.WriteAllText(Path.Combine(folder, "pgmigrate.json"), """{ "environments": { "e": { "host": "eh", "port": 1, "database": "ed", "user": "eu", "production": true } } }""");

        var target = Resolve(new ConnectOptions { Database = "d", ConnectionString = "dbname=x port=2", Environment = "e", StartFolder = folder });

        Assert.Equal(("eh:2/d", "eu"), (target.Hosts[0].Target, target.Hosts[0].UserName));
        Assert.True(target.Environment!.Production);
    }

    [Fact]
    public void A_service_fills_what_is_left_open()
    {
        File.WriteAllText(Path.Combine(folder, "services"), "# services\n[other]\nhost=no\n[live]\nhost=sh\nport=7\n\ndbname = sd\nuser=su\n[next]\nhost=no\n");

        var target = Resolve(new ConnectOptions { Service = "live", Database = "d" });
        Assert.Equal(("sh:7/d", "su"), (target.Hosts[0].Target, target.Hosts[0].UserName));
        Assert.Equal("service live", Resolve(new ConnectOptions { Service = "live" }).Source);
        Assert.Equal("sh:7/sd", Resolve(new ConnectOptions { ConnectionString = "postgresql://?service=live" }).Hosts[0].Target);
        var error = Assert.Throws<PgMigrateException>(() => Resolve(new ConnectOptions { Service = "none" })).Error;
        Assert.Contains("\"none\"", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_of_the_machine_serves_where_the_user_has_none()
    {
        File.WriteAllText(Path.Combine(folder, "pg_service.conf"), "[live]\nhost=machine\n");

        Assert.Equal("machine", Resolve(new ConnectOptions { Service = "live" }).Hosts[0].Host);
    }

    [Theory]
    [InlineData("h:5432:d:u:right", "right")]
    [InlineData("*:*:*:*:right", "right")]
    [InlineData("# h:5432:d:u:no\nh:1:d:u:no\nx:5432:d:u:no\nh:5432:d:u:right\n*:*:*:*:no", "right")]
    [InlineData(@"h:5432:d:u:a\:b\\c", @"a:b\c")]
    [InlineData("h:5432:d:u:a:b", "a:b")]
    [InlineData("h:5432:d:other:no", null)]
    [InlineData("h:5432:d", null)]
    public void The_first_fitting_line_of_the_password_file_counts(string content, string? password)
    {
        WritePasswordFile(content, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal(password, Resolve(new ConnectOptions { Host = "h", Database = "d", UserName = "u" }).Hosts[0].StoredPassword?.Reveal());
    }

    [SkippableFact]
    public void A_password_file_that_others_can_read_is_ignored_with_a_warning()
    {
        Skip.If(OperatingSystem.IsWindows(), "rights of this kind are not Windows'");
        WritePasswordFile("*:*:*:*:no", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var recorder = new Recorder();

        var target = TargetResolver.Resolve(new ConnectOptions { Host = "h", Database = "d" }, recorder);

        Assert.Null(target.Hosts[0].StoredPassword);
        Assert.Equal(ErrorIds.PasswordFileIgnored, Assert.Single(recorder.All.OfType<WarningEvent>()).Id);
    }

    [Fact]
    public void Passwords_have_an_order_too()
    {
        WritePasswordFile("*:*:*:*:file", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var options = new ConnectOptions { ConnectionString = "host=h dbname=d" };

        Assert.Equal("file", Password(options));
        using var set = new Variables(("PGPASSWORD", "variable"));
        Assert.Equal("variable", Password(options));
        Assert.Equal("string", Password(options with { ConnectionString = "host=h dbname=d password=string" }));
        Assert.Equal("given", Password(options with { ConnectionString = "host=h dbname=d password=string", Password = new Secret("given") }));
        Assert.Null(Password(options with { Token = _ => Task.FromResult(new Secret("t")) }));
    }

    [Fact]
    public void Several_hosts_keep_their_order_ports_and_passwords()
    {
        WritePasswordFile("a:1:*:*:pa\nb:2:*:*:pb", UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var target = Resolve(new ConnectOptions { ConnectionString = "postgresql://a:1,b:2/d?target_session_attrs=read-write" });

        Assert.Equal(["a:1/d", "b:2/d"], target.Hosts.Select(h => h.Target));
        Assert.Equal(["pa", "pb"], target.Hosts.Select(h => h.StoredPassword?.Reveal()));
        Assert.Equal(SessionAttributes.ReadWrite, target.Attributes);
    }

    [Theory]
    [InlineData("host=a,b,c port=1,2 dbname=d", "3 hosts and 2 ports")]
    [InlineData("host=a port=70000 dbname=d", "port")]
    [InlineData("host=a dbname=d target_session_attrs=best", "target_session_attrs")]
    [InlineData("host=a dbname=d connect_timeout=soon", "connect_timeout")]
    [InlineData("host=a dbname=d load_balance_hosts=always", "load_balance_hosts")]
    public void Values_that_cannot_be_are_named(string text, string said)
    {
        var error = Assert.Throws<PgMigrateException>(() => Resolve(new ConnectOptions { ConnectionString = text })).Error;

        Assert.Equal(ErrorIds.TargetInvalid, error.Id);
        Assert.Contains(said, error.What, StringComparison.Ordinal);
    }

    private static ResolvedTarget Resolve(ConnectOptions options) => TargetResolver.Resolve(options, NoEvents.Instance);

    private static string? Password(ConnectOptions options) => Resolve(options).Hosts[0].StoredPassword?.Reveal();

    private void WritePasswordFile(string content, UnixFileMode mode)
    {
        var file = Path.Combine(folder, "pgpass");
        File.WriteAllText(file, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }
    }
}
