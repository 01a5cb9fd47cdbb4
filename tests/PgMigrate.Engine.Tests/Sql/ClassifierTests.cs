using PgMigrate.Engine.Sql;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Tests.Sql;

public sealed class ClassifierTests
{
    [Theory]
    [InlineData("CREATE TABLE t (a int)", "CREATE TABLE")]
    [InlineData("create /* x */ unlogged table if not exists t (a int default ('as'))", "CREATE TABLE")]
    [InlineData("CREATE TABLE t (a) AS SELECT 1", "CREATE TABLE AS")]
    [InlineData("CREATE TABLE p PARTITION OF t FOR VALUES IN (1)", "CREATE TABLE")]
    [InlineData("CREATE INDEX ON t (a)", "CREATE INDEX")]
    [InlineData("CREATE INDEX concurrently_not ON t (a)", "CREATE INDEX")]
    [InlineData("CREATE INDEX \"concurrently\" ON t (a)", "CREATE INDEX")]
    [InlineData("CREATE INDEX i ON t (concurrently)", "CREATE INDEX")]
    [InlineData("CREATE UNIQUE INDEX i ON t (a)", "CREATE UNIQUE INDEX")]
    [InlineData("CREATE INDEX -- c\n CONCURRENTLY i ON t (a)", "CREATE INDEX CONCURRENTLY")]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)", "CREATE UNIQUE INDEX CONCURRENTLY")]
    [InlineData("CREATE OR REPLACE RECURSIVE VIEW v (a) AS SELECT 1", "CREATE VIEW")]
    [InlineData("CREATE TEMP VIEW v AS SELECT 1", "CREATE VIEW")]
    [InlineData("CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW")]
    [InlineData("CREATE OR REPLACE FUNCTION f() RETURNS int AS 'CREATE INDEX CONCURRENTLY'", "CREATE FUNCTION")]
    [InlineData("CREATE PROCEDURE p() AS $$ COMMIT; $$", "CREATE PROCEDURE")]
    [InlineData("CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f()", "CREATE TRIGGER")]
    [InlineData("CREATE EVENT TRIGGER g ON ddl_command_end EXECUTE FUNCTION f()", "CREATE EVENT TRIGGER")]
    [InlineData("CREATE TRUSTED PROCEDURAL LANGUAGE l", "CREATE LANGUAGE")]
    [InlineData("CREATE DEFAULT CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM f", "CREATE CONVERSION")]
    [InlineData("CREATE FOREIGN TABLE t (a int) SERVER s", "CREATE FOREIGN TABLE")]
    [InlineData("CREATE FOREIGN DATA WRAPPER w", "CREATE FOREIGN DATA WRAPPER")]
    [InlineData("CREATE TEXT SEARCH CONFIGURATION c (COPY = english)", "CREATE TEXT SEARCH CONFIGURATION")]
    [InlineData("CREATE OPERATOR CLASS c FOR TYPE int USING btree AS STORAGE int", "CREATE OPERATOR CLASS")]
    [InlineData("CREATE OPERATOR === (FUNCTION = f)", "CREATE OPERATOR")]
    [InlineData("CREATE USER MAPPING FOR u SERVER s", "CREATE USER MAPPING")]
    [InlineData("CREATE USER u", "CREATE USER")]
    [InlineData("CREATE TYPE e AS ENUM ('a')", "CREATE TYPE")]
    [InlineData("CREATE SCHEMA s CREATE TABLE t (a int)", "CREATE SCHEMA")]
    [InlineData("CREATE STATISTICS s ON a, b FROM t", "CREATE STATISTICS")]
    [InlineData("CREATE ACCESS METHOD m TYPE INDEX HANDLER h", "CREATE ACCESS METHOD")]
    [InlineData("ALTER TABLE t ADD COLUMN a int", "ALTER TABLE")]
    [InlineData("ALTER TABLE IF EXISTS ONLY s.t DETACH PARTITION s.p", "ALTER TABLE")]
    [InlineData("ALTER TABLE t DETACH PARTITION p CONCURRENTLY", "ALTER TABLE DETACH PARTITION CONCURRENTLY")]
    [InlineData("ALTER TABLE t DETACH PARTITION p FINALIZE", "ALTER TABLE")]
    [InlineData("ALTER TYPE e ADD VALUE 'b'", "ALTER TYPE ADD VALUE")]
    [InlineData("ALTER TYPE s.\"add\" RENAME TO x", "ALTER TYPE")]
    [InlineData("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC", "ALTER DEFAULT PRIVILEGES")]
    [InlineData("ALTER LARGE OBJECT 1 OWNER TO u", "ALTER LARGE OBJECT")]
    [InlineData("ALTER SYSTEM SET work_mem = '4MB'", "ALTER SYSTEM")]
    [InlineData("ALTER MATERIALIZED VIEW v RENAME TO w", "ALTER MATERIALIZED VIEW")]
    [InlineData("DROP INDEX IF EXISTS i", "DROP INDEX")]
    [InlineData("DROP INDEX CONCURRENTLY i", "DROP INDEX CONCURRENTLY")]
    [InlineData("DROP OWNED BY u", "DROP OWNED")]
    [InlineData("DROP TEXT SEARCH DICTIONARY d", "DROP TEXT SEARCH DICTIONARY")]
    [InlineData("DROP ROUTINE r", "DROP ROUTINE")]
    [InlineData("WITH a AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM a", "SELECT")]
    [InlineData("WITH RECURSIVE a (n) AS (SELECT 1), b AS NOT MATERIALIZED (SELECT 2) INSERT INTO t SELECT * FROM a", "INSERT")]
    [InlineData("WITH a AS MATERIALIZED (SELECT 1) UPDATE t SET a = 1", "UPDATE")]
    [InlineData("WITH RECURSIVE a AS (SELECT 1) SEARCH DEPTH FIRST BY x, y SET z CYCLE x, y SET c USING p, b AS (SELECT 1) DELETE FROM t", "DELETE")]
    [InlineData("WITH a AS (SELECT 1) MERGE INTO t USING a ON true WHEN MATCHED THEN DO NOTHING", "MERGE")]
    [InlineData("(SELECT 1) UNION (SELECT 2)", "SELECT")]
    [InlineData("((WITH a AS (SELECT 1) TABLE a))", "TABLE")]
    [InlineData("SELECT a INTO t FROM b", "SELECT INTO")]
    [InlineData("SELECT (SELECT \"into\" FROM x)", "SELECT")]
    [InlineData("VALUES (1)", "VALUES")]
    [InlineData("COPY t (a) FROM '/x'", "COPY FROM")]
    [InlineData("COPY (SELECT 1 FROM t) TO STDOUT", "COPY TO")]
    [InlineData("SET search_path = ''", "SET")]
    [InlineData("SET LOCAL role TO x", "SET")]
    [InlineData("SET ROLE x", "SET ROLE")]
    [InlineData("SET SESSION ROLE NONE", "SET ROLE")]
    [InlineData("SET SESSION AUTHORIZATION x", "SET SESSION AUTHORIZATION")]
    [InlineData("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "SET SESSION CHARACTERISTICS")]
    [InlineData("SET TRANSACTION READ ONLY", "SET TRANSACTION")]
    [InlineData("SET CONSTRAINTS ALL DEFERRED", "SET CONSTRAINTS")]
    [InlineData("RESET ALL", "RESET")]
    [InlineData("BEGIN ISOLATION LEVEL SERIALIZABLE", "BEGIN")]
    [InlineData("END TRANSACTION", "END")]
    [InlineData("ROLLBACK TO SAVEPOINT s", "ROLLBACK TO SAVEPOINT")]
    [InlineData("ROLLBACK WORK TO s", "ROLLBACK TO SAVEPOINT")]
    [InlineData("ROLLBACK AND CHAIN", "ROLLBACK")]
    [InlineData("SAVEPOINT s", "SAVEPOINT")]
    [InlineData("RELEASE s", "RELEASE SAVEPOINT")]
    [InlineData("PREPARE transaction AS SELECT 1", "PREPARE")]
    [InlineData("PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION")]
    [InlineData("COMMIT PREPARED 'x'", "COMMIT PREPARED")]
    [InlineData("REFRESH MATERIALIZED VIEW v", "REFRESH MATERIALIZED VIEW")]
    [InlineData("REFRESH MATERIALIZED VIEW CONCURRENTLY v", "REFRESH MATERIALIZED VIEW CONCURRENTLY")]
    [InlineData("REINDEX (CONCURRENTLY) TABLE t", "REINDEX CONCURRENTLY")]
    [InlineData("EXPLAIN (COSTS off) SELECT 1", "EXPLAIN")]
    [InlineData("COMMENT ON TABLE t IS 'DROP DATABASE'", "COMMENT")]
    [InlineData("IMPORT FOREIGN SCHEMA s FROM SERVER x INTO y", "IMPORT FOREIGN SCHEMA")]
    [InlineData("SECURITY LABEL ON TABLE t IS 'x'", "SECURITY LABEL")]
    [InlineData("FLY ME TO THE MOON", "")]
    [InlineData("\"select\" 1", "")]
    [InlineData("'text'", "")]
    public void The_verb_is_the_documentations_word_for_the_statement(string statement, string verb) =>
        Assert.Equal(verb, Scripts.One(statement).Verb);

    [Theory]
    [InlineData("DO $$ BEGIN COMMIT; END $$", StatementTransaction.ManagesItsOwn)]
    [InlineData("DO LANGUAGE plpgsql $x$ BEGIN LOOP UPDATE t SET a = 1; commit; EXIT; END LOOP; END $x$", StatementTransaction.ManagesItsOwn)]
    [InlineData("DO $$ BEGIN IF true THEN ROLLBACK; END IF; END $$ LANGUAGE 'plpgsql'", StatementTransaction.ManagesItsOwn)]
    [InlineData("DO $$ BEGIN PERFORM 1; COMMIT AND NO CHAIN; END $$", StatementTransaction.ManagesItsOwn)]
    [InlineData("DO $$ BEGIN <<l>> COMMIT /* c */ ; END $$", StatementTransaction.ManagesItsOwn)]
    [InlineData("DO 'BEGIN PERFORM ''x''; COMMIT; END'", StatementTransaction.ManagesItsOwn)]
    [InlineData("DO E'BEGIN\\nCOMMIT;\\nEND'", StatementTransaction.ManagesItsOwn)]
    [InlineData("DO $$ BEGIN -- COMMIT;\n RAISE NOTICE 'then COMMIT;'; END $$", StatementTransaction.Allowed)]
    [InlineData("DO $$ DECLARE commit int; BEGIN commit := 1; PERFORM commit; END $$", StatementTransaction.Allowed)]
    [InlineData("DO $$ BEGIN EXECUTE $e$ BEGIN COMMIT; $e$; END $$", StatementTransaction.Allowed)]
    [InlineData("DO LANGUAGE sql $$ COMMIT; $$", StatementTransaction.Allowed)]
    [InlineData("CALL p()", StatementTransaction.Allowed)]
    [InlineData("BEGIN", StatementTransaction.Controls)]
    [InlineData("START TRANSACTION READ WRITE", StatementTransaction.Controls)]
    [InlineData("COMMIT", StatementTransaction.Controls)]
    [InlineData("END", StatementTransaction.Controls)]
    [InlineData("ABORT", StatementTransaction.Controls)]
    [InlineData("ROLLBACK", StatementTransaction.Controls)]
    [InlineData("PREPARE TRANSACTION 'x'", StatementTransaction.Controls)]
    [InlineData("COMMIT PREPARED 'x'", StatementTransaction.Controls)]
    [InlineData("ROLLBACK PREPARED 'x'", StatementTransaction.Controls)]
    [InlineData("SAVEPOINT s", StatementTransaction.Allowed)]
    [InlineData("RELEASE SAVEPOINT s", StatementTransaction.Allowed)]
    [InlineData("ROLLBACK TO s", StatementTransaction.Allowed)]
    [InlineData("PREPARE p AS SELECT 1", StatementTransaction.Allowed)]
    public void Transaction_control_is_recognised_where_it_is_a_statement(string statement, StatementTransaction transaction) =>
        Assert.Equal(transaction, Scripts.One(statement).Transaction);

    [Theory]
    [InlineData("SELECT a, b.c FROM t JOIN b ON (a = c) WHERE a IN (1, 2) AND EXISTS (SELECT 1)")]
    [InlineData("SELECT count(*), coalesce(a, 1) FROM t GROUP BY (b)")]
    [InlineData("SELECT 'nextval(x)', $$ INSERT $$")]
    [InlineData("WITH a AS (SELECT 1) SELECT * FROM a")]
    [InlineData("VALUES (1), (2)")]
    [InlineData("TABLE t")]
    [InlineData("SHOW work_mem")]
    [InlineData("EXPLAIN DELETE FROM t")]
    [InlineData("EXPLAIN (VERBOSE, ANALYZE false) DELETE FROM t")]
    [InlineData("COPY t TO STDOUT")]
    [InlineData("EXPLAIN ANALYZE SELECT 1")]
    public void A_plain_query_writes_nothing_and_leaves_the_session_alone(string statement)
    {
        var facts = Scripts.One(statement).Facts;
        Assert.Equal((false, false), (facts.Writes, facts.TouchesSession));
    }

    [Theory]
    [InlineData("SELECT nextval('s')")]
    [InlineData("SELECT my.now()")]
    [InlineData("SELECT \"Now\"()")]
    [InlineData("SELECT 1 FOR UPDATE")]
    [InlineData("SELECT 1 FOR KEY SHARE")]
    [InlineData("SELECT 1 INTO t")]
    [InlineData("WITH a AS (DELETE FROM t RETURNING 1) SELECT * FROM a")]
    [InlineData("EXPLAIN (ANALYZE) INSERT INTO t VALUES (1)")]
    [InlineData("EXPLAIN ANALYZE VERBOSE UPDATE t SET a = 1")]
    [InlineData("COPY (DELETE FROM t RETURNING 1) TO STDOUT")]
    [InlineData("COPY t TO '/x'")]
    [InlineData("SET a = 1")]
    [InlineData("CALL p()")]
    [InlineData("DO ''")]
    [InlineData("FLY")]
    [InlineData("COMMIT")]
    [InlineData("LOCK t")]
    public void What_might_write_counts_as_writing(string statement) => Assert.True(Scripts.One(statement).Writes);

    [Fact]
    public void A_query_too_long_to_be_seen_whole_counts_as_writing()
    {
        var list = string.Join(", ", Enumerable.Repeat("1", 200_000));
        Assert.False(Scripts.One("SELECT " + string.Join(", ", Enumerable.Repeat("1", 1000))).Writes);
        Assert.True(Scripts.One($"SELECT {list}, nextval('s')").Writes);
        Assert.Equal("INSERT", Scripts.One($"WITH a AS (SELECT {list}) INSERT INTO t SELECT {list} FROM a").Verb);
    }

    [Theory]
    [InlineData("SET search_path = ''", true)]
    [InlineData("SET LOCAL search_path = ''", false)]
    [InlineData("SELECT set_config('search_path', '', false)", true)]
    [InlineData("SELECT pg_catalog.set_config('search_path', '', false)", true)]
    [InlineData("INSERT INTO t SELECT set_config('a.b', 'c', false)", true)]
    [InlineData("INSERT INTO t VALUES ('set_config(1)')", false)]
    [InlineData("SELECT pg_advisory_lock(1)", true)]
    [InlineData("CREATE TEMPORARY TABLE t (a int)", true)]
    [InlineData("CREATE TABLE pg_temp.t (a int)", true)]
    [InlineData("CREATE TABLE t (a int)", false)]
    [InlineData("ALTER TABLE t ADD a int", false)]
    [InlineData("COPY t FROM stdin", false)]
    [InlineData("LISTEN a", true)]
    [InlineData("PREPARE p AS SELECT 1", true)]
    [InlineData("DO 'BEGIN END'", true)]
    [InlineData("CALL p()", true)]
    [InlineData("LOAD 'x'", true)]
    [InlineData("DISCARD ALL", true)]
    [InlineData("FLY", true)]
    public void A_statement_that_could_leave_something_in_the_session_is_known(string statement, bool touches)
    {
        var text = statement == "COPY t FROM stdin" ? statement + ";\n\\.\n" : statement;
        Assert.Equal(touches, Scripts.One(text).TouchesSession);
    }

    [Fact]
    public void A_refused_statement_says_what_it_will_leave()
    {
        (string Statement, StatementEffect Effect)[] cases =
        [
            ("CREATE INDEX CONCURRENTLY ON t (a)", new CreateIndexConcurrently(null, new(null, "t"), false)),
            ("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I\"\"x\" ON ONLY S.\"T\" (a)", new CreateIndexConcurrently("I\"x", new("s", "T"), true)),
            ("CREATE INDEX CONCURRENTLY U&\"d!0061t\" UESCAPE '!' ON U&\"\\0441\".t (a)", new CreateIndexConcurrently("dat", new("с", "t"), false)),
            ("REINDEX TABLE CONCURRENTLY S.T", new ReindexConcurrently(ReindexKind.Table, new("s", "t"))),
            ("REINDEX (VERBOSE, CONCURRENTLY on) INDEX i", new ReindexConcurrently(ReindexKind.Index, new(null, "i"))),
            ("REINDEX SCHEMA CONCURRENTLY s", new ReindexConcurrently(ReindexKind.Schema, new(null, "s"))),
            ("REINDEX DATABASE d", StatementEffect.Repeatable),
            ("ALTER TABLE a.t DETACH PARTITION b.p CONCURRENTLY", new DetachPartitionConcurrently(new("a", "t"), new("b", "p"))),
            ("ALTER TABLE IF EXISTS ONLY (t) DETACH PARTITION p CONCURRENTLY", new DetachPartitionConcurrently(new(null, "t"), new(null, "p"))),
            ("CREATE DATABASE \"Ä\" OWNER x", new CreateDatabase("Ä")),
            ("DROP DATABASE IF EXISTS Ä WITH (FORCE)", new DropDatabase("Ä", true)),
            ("CREATE TABLESPACE x LOCATION '/x'", new CreateTablespace("x")),
            ("DROP TABLESPACE x", new DropTablespace("x", false)),
            ("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", new CreateSubscription("s")),
            ("DROP SUBSCRIPTION IF EXISTS s", new DropSubscription("s", true)),
            ("VACUUM t", StatementEffect.Repeatable),
            ("ALTER SYSTEM RESET ALL", StatementEffect.Repeatable),
            ("DO 'BEGIN COMMIT; END'", StatementEffect.Unknown),
            ("CREATE TABLE t (a int)", StatementEffect.None),
        ];
        Assert.All(cases, c => Assert.Equal(c.Effect, Scripts.One(c.Statement).Effect));

        var drop = Assert.IsType<DropIndexConcurrently>(Scripts.One("DROP INDEX CONCURRENTLY IF EXISTS A, s.\"B\"").Effect);
        Assert.True(drop.IfExists);
        Assert.Equal([new QualifiedName(null, "a"), new QualifiedName("s", "B")], drop.Indexes);
    }
}
