using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Connections.Environments;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Connections;

public sealed class EnvironmentFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pgmigrate-environments-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_environment_is_found_from_a_folder_below_and_read_whole()
    {
        Write(
            """
            // where our databases are
            {
              "environments": {
                "staging": {
                  "host": "db", "port": 5433, "database": "app", "user": "deployer", "path": "./migrations", "schema": "hist",
                  "lockTimeout": "2s", "lockBudget": "5m", "statementTimeout": "0s", /* none */
                  "variables": { "owner": "app" }, "production": true, "checklist": "production",
                },
                "a": { "connectionString": "host=x dbname=y", "service": "s" },
              },
            }
            """);
        var below = Directory.CreateDirectory(Path.Combine(folder, "one", "two")).FullName;

        var environments = new ConnectionRoom().GetEnvironments(below);

        Assert.Equal(["a", "staging"], environments.Select(e => e.Name));
        var staging = environments[1];
        Assert.Equal(("db", 5433, "app", "deployer", "hist"), (staging.Host, staging.Port, staging.Database, staging.UserName, staging.Schema));
        Assert.Equal(Path.Combine(folder, "migrations"), staging.Path);
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5), TimeSpan.Zero), (staging.LockTimeout, staging.LockBudget, staging.StatementTimeout));
        Assert.Equal(("app", true, "production"), (staging.Variables["owner"], staging.Production, staging.Checklist));
        Assert.Equal(Path.Combine(folder, "pgmigrate.json"), staging.File);
    }

    [Theory]
    [InlineData("{\n  \"environments\": {\n    \"a\": {\n      \"hosts\": \"x\" } } }", 4, 7, "\"hosts\"")]
    [InlineData("{ \"environment\": {} }", 1, 3, "\"environment\"")]
    [InlineData("{ \"environments\": [] }", 1, 19, "object")]
    [InlineData("{\"environments\":{\"ä🐘\":{\"port\":\"5432\"}}}", 1, 32, "number")]
    [InlineData("{\"environments\":{\"a\":{\"port\":0}}}", 1, 30, "port")]
    [InlineData("{\"environments\":{\"a\":{\"host\":1}}}", 1, 30, "text")]
    [InlineData("{\"environments\":{\"a\":{\"host\":\"\"}}}", 1, 30, "empty")]
    [InlineData("{\"environments\":{\"a\":{\"production\":\"yes\"}}}", 1, 36, "true")]
    [InlineData("{\"environments\":{\"a\":{\"lockTimeout\":\"2 weeks\"}}}", 1, 37, "length of time")]
    [InlineData("{\"environments\":{\"a\":{\"lockTimeout\":2}}}", 1, 37, "text")]
    [InlineData("{\"environments\":{\"a\":{\"variables\":{\"x\":1}}}}", 1, 40, "text")]
    [InlineData("{\"environments\":{\"a\":{\"host\":\"x\",\"host\":\"y\"}}}", 1, 34, "twice")]
    [InlineData("{\"environments\":{\"a\":{},\"a\":{}}}", 1, 25, "twice")]
    [InlineData("{\"environments\":{\"a\":{\"connectionString\":\"hots=x\"}}}", 1, 42, "\"hots\"")]
    [InlineData("{\n\"environments\": {\n  oops } }", 3, 3, "JSON")]
    [InlineData("", 1, 1, "JSON")]
    [InlineData("{ \"environments\": {", 1, 20, "JSON")]
    [InlineData("{} {}", 1, 4, "")]
    public void What_is_wrong_is_named_with_line_and_column(string json, int line, int column, string said)
    {
        Write(json);

        var error = Assert.Throws<PgMigrateException>(() => EnvironmentFile.Read(folder)).Error;

        Assert.Equal(ErrorIds.EnvironmentFileInvalid, error.Id);
        Assert.Equal(new SourcePosition(Path.Combine(folder, "pgmigrate.json"), line, column), error.Position);
        Assert.Contains(said, error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"password\": \"s3cret\"")]
    [InlineData("\"Password\": \"s3cret\"")]
    [InlineData("\"connectionString\": \"host=h password=s3cret\"")]
    [InlineData("\"connectionString\": \"Host=h;Pwd=s3cret\"")]
    [InlineData("\"connectionString\": \"postgresql://u:s3cret@h/d\"")]
    [InlineData("\"connectionString\": \"postgresql://u:s3cret%zz@h/d\"")]
    [InlineData("\"connectionString\": \"host=h password=very s3cret\"")]
    [InlineData("\"connectionString\": \"host=h sslpassword=s3cret\"")]
    public void A_password_in_the_file_is_refused_and_not_repeated(string entry)
    {
        Write($"{{ \"environments\": {{ \"a\": {{ {entry} }} }} }}");

        var failure = Assert.Throws<PgMigrateException>(() => EnvironmentFile.Read(folder));

        Assert.Equal(ErrorIds.EnvironmentFileInvalid, failure.Error.Id);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_environment_is_an_error_that_names_the_known_ones()
    {
        Write("""{ "environments": { "live": {}, "test": {} } }""");

        var error = Assert.Throws<PgMigrateException>(() => EnvironmentFile.Get(folder, "prod")).Error;

        Assert.Equal(ErrorIds.EnvironmentNotFound, error.Id);
        Assert.Contains("live, test", error.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2000)]
    [InlineData("1.5s", 1500)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0", 0)]
    [InlineData("5", null)]
    [InlineData("-1s", null)]
    [InlineData("1d", null)]
    [InlineData("s", null)]
    [InlineData("1000h", null)]
    public void Lengths_of_time_have_units(string text, int? milliseconds) =>
        Assert.Equal(milliseconds, (int?)DurationText.Parse(text)?.TotalMilliseconds);

    private void Write(string json) => File.WriteAllText(Path.Combine(folder, "pgmigrate.json"), json);
}
