using PgMigrate.Engine.Connections.Targets;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Connections;

public class ConnectionTextTests
{
    [Theory]
    [InlineData("host=h dbname=d user=u password=p port=6000")]
    [InlineData("  host = h   dbname='d' user='u'\tpassword = 'p'\nport=6000 ")]
    [InlineData("Host=h;Database=d;Username=u;Password=p;Port=6000")]
    [InlineData("server=h;db=d;user id=u;pwd=p;port=6000;Maximum Pool Size=3")]
    [InlineData("postgresql://u:p@h:6000/d")]
    [InlineData("postgres://u:p@h:6000/d")]
    [InlineData("postgresql://%75:%70@%68:6000/%64")]
    [InlineData("postgresql://?host=h&port=6000&dbname=d&user=u&password=p")]
    [InlineData("postgresql://h/d?user=u&password=p&port=6000")]
    public void Every_way_to_write_a_target_says_the_same(string text)
    {
        var parameters = ConnectionText.Parse(text);

        Assert.Equal(("h", "6000", "d", "u", "p"), (parameters["host"], parameters["port"], parameters["dbname"], parameters["user"], parameters["password"]));
    }

    [Theory]
    [InlineData(@"host=h password=it\'s", "it's")]
    [InlineData(@"host=h password='it\'s a \\ b'", @"it's a \ b")]
    [InlineData("host=h password=''", "")]
    [InlineData("host=h password=a;b user=u", "a;b")]
    [InlineData("host=h user=u password=a;port=5", "a;port=5")]
    [InlineData("Host=h;Password='a;b=c'", "a;b=c")]
    [InlineData("Host=h;Password=\"a'b\"", "a'b")]
    [InlineData("Host=h;Password=a b=c", "a b=c")]
    [InlineData("postgresql://u:a%40b%2F%3A%25@h/d", "a@b/:%")]
    [InlineData("postgresql://u:a@b@h/d", "a@b")]
    [InlineData("postgresql://u:a:b@h/d", "a:b")]
    [InlineData("postgresql://u:p%C3%A4ss@h/d", "päss")]
    public void A_password_with_special_characters_is_read_by_the_rules_of_its_kind(string text, string password) =>
        Assert.Equal(password, ConnectionText.Parse(text)["password"]);

    [Theory]
    [InlineData("postgresql://a:1,b,[::1]:3/d", "a,b,::1", "1,,3")]
    [InlineData("postgresql://[2001:db8::1]/d", "2001:db8::1", null)]
    [InlineData("postgresql://%2Fvar%2Frun%2Fpostgresql/d", "/var/run/postgresql", null)]
    [InlineData("postgresql:///d?host=/tmp&port=7", "/tmp", "7")]
    [InlineData("host=a,b port=1,2", "a,b", "1,2")]
    [InlineData("postgresql:///d", null, null)]
    public void Hosts_may_be_several_addresses_or_socket_folders(string text, string? hosts, string? ports)
    {
        var parameters = ConnectionText.Parse(text);

        Assert.Equal((hosts, ports), (parameters["host"], parameters["port"]));
    }

    [Theory]
    [InlineData("host=h sslmode=verify-full", "SSL Mode", "VerifyFull")]
    [InlineData("postgresql://h/d?sslmode=require&sslrootcert=/a", "Root Certificate", "/a")]
    [InlineData("postgresql://h/d?ssl=true", "SSL Mode", "Require")]
    [InlineData("host=h options='-c search_path=x'", "Options", "-c search_path=x")]
    [InlineData("Host=h;SslMode=Require", "SSL Mode", "Require")]
    [InlineData("Host=h;Search Path=x", "Search Path", "x")]
    public void Settings_of_encryption_and_login_are_kept(string text, string name, string value) =>
        Assert.Equal(value, ConnectionText.Parse(text).Driver[name]);

    [Theory]
    [InlineData("host", "without \"=\"")]
    [InlineData("host=h dbname", "without \"=\"")]
    [InlineData("host='h", "quote that is not closed")]
    [InlineData("hots=h", "\"hots\"")]
    [InlineData("Hots=h;Database=d", "\"hots\"")]
    [InlineData("Host=h;Port=many", "value")]
    [InlineData("postgresql://h/d?schema=public", "\"schema\"")]
    [InlineData("postgresql://h/d?x", "query parameter")]
    [InlineData("postgresql://[::1/d", "bracket")]
    [InlineData("postgresql://h/%zz", "hexadecimal")]
    [InlineData("postgresql://h/%00", "zero byte")]
    [InlineData("postgresql://h/%FF", "UTF-8")]
    [InlineData("postgresql+psycopg2://h/d", "scheme")]
    [InlineData("mysql://h/d", "scheme")]
    [InlineData("host=h sslmode=maybe", "sslmode")]
    [InlineData("postgresql://u:p/w@h/d", "@")]
    [InlineData("postgresql://u:p?w@h/d", "@")]
    public void What_cannot_be_read_is_named(string text, string said)
    {
        var error = Assert.Throws<PgMigrateException>(() => ConnectionText.Parse(text)).Error;

        Assert.Equal(ErrorIds.TargetInvalid, error.Id);
        Assert.Contains(said, error.What, StringComparison.Ordinal);
        Assert.NotEmpty(error.Next);
    }

    [Fact]
    public void No_malformed_connection_string_makes_an_error_quote_a_piece_of_its_password()
    {
        string[] secrets = ["s3cret W0rd", "s3cret=W0rd", "s3cret;W0rd=1", "s3cret'W0rd", "s3cret\"W0rd;", "s3cret@W0rd", "s3cret/W0rd", "s3cret?W0rd=2", "s3cret%W0rd", "s3cret#W0rd", "s3cret:W0rd", "s3cret&W0rd", "s3cret\\W0rd", "s3cret\nW0rd"];
        string[] forms = ["host=h password={0} dbname=d", "password={0} host=h", "Host=h;Password={0};Database=d", "Password={0};Host=h", "postgresql://u:{0}@h/d", "postgresql://h/d?password={0}&user=u", "host=h password='{0}", "postgresql://u:{0}@h:x/d?foo=1", "Host=h;Password={0};Foo=1"];
        var failures = 0;
        foreach (var secret in secrets)
        {
            foreach (var form in forms)
            {
                try
                {
                    ConnectionText.Parse(form.Replace("{0}", secret, StringComparison.Ordinal));
                }
                catch (PgMigrateException failure)
                {
                    failures++;
                    Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.OrdinalIgnoreCase);
                    Assert.DoesNotContain("W0rd", failure.ToString(), StringComparison.OrdinalIgnoreCase);
                }
            }
        }

        Assert.True(failures > 20, $"only {failures} of them failed at all");
    }
}
