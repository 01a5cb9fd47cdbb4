using Npgsql;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Tests.Sql;

/// <summary>The classifier's word on transaction blocks against the server's own.</summary>
[Collection(SqlServerGroup.Name)]
public sealed class TransactionRefusalTests(SqlServerFixture server)
{
    private const string InsideTransaction = "25001";

    private const string Setup = """
        CREATE TABLE t (a int PRIMARY KEY, b int, j jsonb);
        CREATE UNIQUE INDEX t_b ON t (b);
        CREATE INDEX t_j ON t (a, b);
        CREATE TABLE p (a int) PARTITION BY RANGE (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
        CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
        CREATE TYPE e AS ENUM ('a');
        CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
        CREATE UNIQUE INDEX ON m (a);
        CREATE SCHEMA s;
        CREATE SEQUENCE q;
        CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE PROCEDURE r() LANGUAGE plpgsql AS 'BEGIN END';
        CLUSTER t USING t_b;
        """;

    // {0} is a name nobody else uses. From which server version, then the statement.
    public static TheoryData<int, string> Statements => new()
    {
        { 13, "CREATE INDEX CONCURRENTLY ON t (b)" },
        { 13, "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS x ON ONLY t (b)" },
        { 13, "create /* CREATE TABLE */ index concurrently x on t (b)" },
        { 13, "CREATE INDEX x ON t (b)" },
        { 13, "CREATE INDEX \"concurrently\" ON t (b)" },
        { 13, "CREATE INDEX x /* CONCURRENTLY */ ON t (b) WHERE 'CONCURRENTLY' <> ''" },
        { 13, "DROP INDEX CONCURRENTLY t_j" },
        { 13, "DROP INDEX CONCURRENTLY IF EXISTS t_j, m_a_idx" },
        { 13, "DROP INDEX t_j" },
        { 13, "REINDEX TABLE CONCURRENTLY t" },
        { 13, "REINDEX (VERBOSE) INDEX CONCURRENTLY t_j" },
        { 14, "REINDEX (CONCURRENTLY) TABLE t" },
        { 14, "REINDEX (VERBOSE, CONCURRENTLY true) TABLE t" },
        { 14, "REINDEX (CONCURRENTLY ON) INDEX t_j" },
        { 14, "REINDEX (CONCURRENTLY 1) INDEX t_j" },
        { 14, "REINDEX (CONCURRENTLY 'true') INDEX t_j" },
        { 14, "REINDEX (CONCURRENTLY false) INDEX t_j" },
        { 14, "REINDEX (CONCURRENTLY 0, VERBOSE) INDEX t_j" },
        { 14, "REINDEX (CONCURRENTLY off) INDEX t_j" },
        { 14, "REINDEX (CONCURRENTLY true, CONCURRENTLY false) INDEX t_j" },
        { 14, "REINDEX (CONCURRENTLY false) INDEX CONCURRENTLY t_j" },
        { 13, "REINDEX TABLE t" },
        { 13, "REINDEX INDEX t_j" },
        { 13, "REINDEX SCHEMA s" },
        { 13, "REINDEX SCHEMA CONCURRENTLY s" },
        { 13, "REINDEX DATABASE {database}" },
        { 13, "REINDEX SYSTEM {database}" },
        { 14, "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY" },
        { 14, "ALTER TABLE IF EXISTS ONLY public.p DETACH PARTITION public.p1 CONCURRENTLY" },
        { 14, "ALTER TABLE p * DETACH PARTITION p1 CONCURRENTLY" },
        { 13, "ALTER TABLE p DETACH PARTITION p1" },
        { 13, "ALTER TABLE p ATTACH PARTITION t FOR VALUES IN (1)" },
        { 13, "VACUUM" },
        { 13, "VACUUM t" },
        { 13, "VACUUM (ANALYZE, VERBOSE) t" },
        { 13, "VACUUM FULL t" },
        { 13, "ANALYZE t" },
        { 13, "ANALYSE VERBOSE t" },
        { 13, "CREATE DATABASE x" },
        { 13, "CREATE DATABASE x TEMPLATE template0" },
        { 13, "DROP DATABASE x" },
        { 13, "DROP DATABASE IF EXISTS x WITH (FORCE)" },
        { 13, "ALTER DATABASE {database} SET TABLESPACE pg_default" },
        { 13, "ALTER DATABASE {database} TABLESPACE pg_default" },
        { 13, "ALTER DATABASE {database} WITH TABLESPACE = pg_default" },
        { 13, "ALTER DATABASE {database} SET work_mem = '4MB'" },
        { 13, "ALTER DATABASE {database} SET tablespace TO x" },
        { 13, "ALTER DATABASE {database} SET \"tablespace\" = x" },
        { 13, "ALTER DATABASE {database} CONNECTION LIMIT 10" },
        { 13, "ALTER DATABASE {database} RENAME TO tablespace" },
        { 13, "ALTER DATABASE {database} RESET ALL" },
        { 13, "CREATE TABLESPACE x LOCATION '/nowhere'" },
        { 13, "DROP TABLESPACE x" },
        { 13, "ALTER TABLESPACE pg_default SET (seq_page_cost = 1)" },
        { 13, "ALTER SYSTEM SET work_mem = '4MB'" },
        { 13, "ALTER SYSTEM RESET work_mem" },
        { 13, "CLUSTER" },
        { 13, "CLUSTER VERBOSE" },
        { 17, "CLUSTER (VERBOSE)" },
        { 13, "CLUSTER t" },
        { 13, "CLUSTER VERBOSE t USING t_b" },
        { 13, "CLUSTER t_b ON t" },
        { 14, "CLUSTER (VERBOSE) t" },
        { 13, "CREATE SUBSCRIPTION x CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p" },
        { 13, "CREATE SUBSCRIPTION x CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p, \"with\" WITH (enabled = false, create_slot)" },
        { 13, "CREATE SUBSCRIPTION x CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false)" },
        { 13, "CREATE SUBSCRIPTION x CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (create_slot = off)" },
        { 13, "CREATE SUBSCRIPTION x CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (slot_name = NONE, create_slot = false, enabled = false, connect = 'false')" },
        { 13, "DROP SUBSCRIPTION {subscription}" },
        { 13, "ALTER SUBSCRIPTION {subscription} REFRESH PUBLICATION" },
        { 14, "ALTER SUBSCRIPTION {subscription} SET PUBLICATION y" },
        { 14, "ALTER SUBSCRIPTION {subscription} ADD PUBLICATION y WITH (copy_data = false)" },
        { 13, "ALTER SUBSCRIPTION {subscription} SET PUBLICATION y WITH (refresh = false)" },
        { 13, "ALTER SUBSCRIPTION {subscription} SET (synchronous_commit = off)" },
        { 13, "ALTER SUBSCRIPTION {subscription} DISABLE" },
        { 13, "DISCARD ALL" },
        { 13, "DISCARD PLANS" },
        { 13, "DISCARD SEQUENCES" },
        { 13, "DISCARD TEMP" },
        { 13, "REFRESH MATERIALIZED VIEW CONCURRENTLY m" },
        { 13, "REFRESH MATERIALIZED VIEW m" },
        { 13, "ALTER TYPE e ADD VALUE 'b'" },
        { 13, "CREATE TABLE x (a int, \"CONCURRENTLY\" int)" },
        { 13, "CREATE TABLE x AS SELECT 1 AS concurrently" },
        { 13, "COMMENT ON TABLE t IS 'CREATE INDEX CONCURRENTLY'" },
        { 13, "CREATE FUNCTION x() RETURNS void LANGUAGE sql AS $$ VACUUM; $$" },
        { 13, "INSERT INTO t VALUES (1)" },
        { 13, "UPDATE t SET b = 1" },
        { 13, "DELETE FROM t" },
        { 13, "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x" },
        { 13, "TRUNCATE t" },
        { 13, "LOCK TABLE t" },
        { 13, "GRANT SELECT ON t TO PUBLIC" },
        { 13, "REVOKE ALL ON t FROM PUBLIC" },
        { 13, "CREATE ROLE pgmigrate_test_role" },
        { 13, "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC" },
        { 13, "CREATE EXTENSION IF NOT EXISTS plpgsql" },
        { 13, "CREATE PUBLICATION x FOR TABLE t" },
        { 13, "CREATE STATISTICS x ON a, b FROM t" },
        { 13, "CREATE EVENT TRIGGER x ON ddl_command_end EXECUTE FUNCTION f()" },
        { 13, "DROP SCHEMA s" },
        { 13, "DROP OWNED BY CURRENT_USER" },
        { 13, "CHECKPOINT" },
        { 13, "LISTEN x" },
        { 13, "NOTIFY x" },
        { 13, "SET work_mem = '4MB'" },
        { 13, "SET LOCAL work_mem = '4MB'" },
        { 13, "SET CONSTRAINTS ALL DEFERRED" },
        { 13, "SET ROLE NONE" },
        { 13, "RESET ALL" },
        { 13, "SHOW work_mem" },
        { 13, "EXPLAIN SELECT 1" },
        { 13, "SELECT 'VACUUM'" },
        { 13, "PREPARE x AS SELECT 1" },
        { 13, "DEALLOCATE ALL" },
        { 13, "DECLARE x CURSOR FOR SELECT 1" },
        { 13, "SAVEPOINT x" },
        { 13, "DO 'BEGIN PERFORM 1; END'" },
        { 13, "CALL r()" },
    };

    [SkippableTheory]
    [MemberData(nameof(Statements))]
    public async Task The_server_refuses_a_statement_in_a_transaction_exactly_when_it_is_classified_so(int version, string template)
    {
        await using var connection = await server.OpenAsync();
        Skip.If(connection.PostgreSqlVersion.Major < version, $"needs server {version}");
        var subscription = await PrepareAsync(connection);
        var sql = template
            .Replace("{database}", connection.Database, StringComparison.Ordinal)
            .Replace("{subscription}", subscription, StringComparison.Ordinal);
        var transaction = Scripts.One(sql).Transaction;
        Assert.True(transaction is StatementTransaction.Allowed or StatementTransaction.Refused);

        string? state = null;
        await SqlServerFixture.SendAsync(connection, "BEGIN");
        try
        {
            await SqlServerFixture.SendAsync(connection, sql);
        }
        catch (PostgresException e)
        {
            state = e.SqlState;

            // Any other refusal of a statement said to be refused would prove nothing.
            Assert.True(transaction == StatementTransaction.Refused == (state == InsideTransaction), $"{sql}: {e.SqlState} {e.MessageText}");
        }

        await SqlServerFixture.SendAsync(connection, "ROLLBACK");
        Assert.Equal(transaction == StatementTransaction.Refused, state == InsideTransaction);
    }

    [SkippableFact]
    public async Task A_do_block_that_commits_fails_in_a_transaction_and_only_there()
    {
        const string Sql = "DO $$ BEGIN PERFORM 1; COMMIT; END $$";
        await using var connection = await server.OpenAsync();
        Assert.Equal(StatementTransaction.ManagesItsOwn, Scripts.One(Sql).Transaction);
        await SqlServerFixture.SendAsync(connection, Sql);
        await SqlServerFixture.SendAsync(connection, "BEGIN");
        var error = await Assert.ThrowsAsync<PostgresException>(() => SqlServerFixture.SendAsync(connection, Sql));
        Assert.Equal("2D000", error.SqlState);
    }

    private async Task<string> PrepareAsync(NpgsqlConnection connection)
    {
        var subscription = $"{connection.Database}_sub";
        await using var exists = new NpgsqlCommand("SELECT to_regclass('public.t') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync() is true)
        {
            return subscription;
        }

        foreach (var statement in Scripts.Texts(Setup))
        {
            await SqlServerFixture.SendAsync(connection, statement);
        }

        await SqlServerFixture.SendAsync(
            connection, $"CREATE SUBSCRIPTION {subscription} CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false)");
        await SqlServerFixture.SendAsync(connection, $"ALTER SUBSCRIPTION {subscription} ENABLE");
        server.BeforeDrop.Add($"ALTER SUBSCRIPTION {subscription} DISABLE");
        server.BeforeDrop.Add($"ALTER SUBSCRIPTION {subscription} SET (slot_name = NONE)");
        server.BeforeDrop.Add($"DROP SUBSCRIPTION {subscription}");
        return subscription;
    }
}
