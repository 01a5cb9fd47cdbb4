using Npgsql;

namespace PgMigrate.Engine.Tests.Sql;

/// <summary>What the other tests with a server rest on: a batch command without parameters reaches the server as it is.</summary>
[Collection(SqlServerGroup.Name)]
public sealed class NpgsqlSendingTests(SqlServerFixture server)
{
    [SkippableFact]
    public async Task Two_statements_in_one_batch_command_reach_the_server_as_one_text_and_are_refused()
    {
        await using var connection = await server.OpenAsync();
        var error = await Assert.ThrowsAsync<PostgresException>(() => SqlServerFixture.SendAsync(connection, "SELECT 1; SELECT 2"));
        Assert.Equal("42601", error.SqlState);
        Assert.Contains("multiple commands", error.MessageText, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("SELECT '{}'::jsonb ? 'x', '{}'::jsonb @> '{}'::jsonb, (ARRAY[1,2])[1:2]")]
    [InlineData("CREATE RULE npgsql_rule AS ON INSERT TO npgsql_t DO ALSO (SELECT 1; SELECT 2)")]
    [InlineData("PREPARE npgsql_p AS SELECT $1::int")]
    [InlineData("CREATE FUNCTION npgsql_f(int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN $1 END; END", 140000)]
    public async Task Semicolons_and_placeholders_in_a_batch_command_are_left_alone(string sql, int minimum = 0)
    {
        await using var connection = await server.OpenAsync();
        Skip.If(connection.PostgreSqlVersion.Major * 10000 < minimum, $"needs server {minimum / 10000}");
        await SqlServerFixture.SendAsync(connection, "CREATE TABLE IF NOT EXISTS npgsql_t (a int)");
        await SqlServerFixture.SendAsync(connection, sql);
    }
}
