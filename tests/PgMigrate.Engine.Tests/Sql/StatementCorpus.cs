namespace PgMigrate.Engine.Tests.Sql;

/// <summary>Statements as people and dumps write them, each valid on its own.</summary>
internal static class StatementCorpus
{
    // Between lines of === . A number behind it is the first server version that knows the statement.
    private const string Text = """"
        SELECT
        ===
        SELECT 1
        ===
        SELECT 'a;b', 'it''s', ''';'
        ===
        SELECT 'backslash\', '\'
        ===
        SELECT E'a\';b', E'\\', e'\'\'', E'\x41;\u0041\U00000041\101'
        ===
        SELECT E'first'
            'then \' still; escaped'
        ===
        SELECT E'first' -- it's a comment
          -- and ' another
          'then \' still; escaped'
        ===
        SELECT 'first'
          'second;\'
        ===
        SELECT U&'d\0061t\+000061;', U&'d!0061;' UESCAPE '!', U&'a'
        'b;'
        ===
        SELECT B'0101', X'0F', b'1', x'f', B'01'
        '10'
        ===
        SELECT N'national;', n';'
        ===
        SELECT 1 AS "a;b", 2 AS "c""d;", 3 AS U&"e\0061;", 4 AS u&"f!0061;" UESCAPE '!'
        ===
        SELECT $$a;b$$, $q$it's; $$ fine $$ ; $Q$ $q$, $_$;$_$, $a1$;$a$;$a1$
        ===
        SELECT $é$;$é$, $ключ$;$$;$ключ$
        ===
        SELECT a$b$c, a$b$c FROM (SELECT 1 AS a$b$c) x
        ===
        SELECT /* ; */ 1 /* /* ; */ ; */ + /*;*/ 2
        ===
        SELECT 1 --;'"$$
        + 2
        ===
        SELECT 1*--;
        2
        ===
        SELECT 1+/*;*/2, 3-/* -- */4, 5 - -6
        ===
        SELECT /*/ ; */ 1, 2 /***/, /****/ 3
        ===
        SELECT 1.5, .5, 1., 1e5, 1.5e-3, 1E+5, 5::text, '5'::int
        ===
        SELECT ARRAY[1,2,3], (ARRAY[1,2])[1:2], ARRAY['a;','b']::text[]
        ===
        SELECT '{"a": ";"}'::jsonb -> 'a', '{}'::jsonb @> '{}', '{}'::jsonb ? 'a', '{}'::jsonb ?| ARRAY['a'], '{}'::jsonb #>> '{a}'
        ===
        SELECT 'a' ~ ';', 'a' ~* 'b', 'a' !~ 'c', 'a' !~* 'd', 'a' || ';' || 'b', 1 <> 2, 1 != 2, @ -5, |/ 4, 5 !~~ 6
        ===
        SELECT CASE WHEN 1 = 1 THEN ';' ELSE 'end' END
        ===
        SELECT CASE 1 WHEN 1 THEN CASE WHEN true THEN 1 END END AS "end"
        ===
        SELECT * FROM t WHERE (a, b) IN (SELECT 1, ';') AND c BETWEEN 1 AND 2
        ===
        SELECT begin, atomic, t.end FROM t
        ===
        SELECT 1 AS begin, 2 AS atomic, 3 AS end
        ===
        SELECT t.* FROM t TABLESAMPLE SYSTEM (1), LATERAL (SELECT 1 LIMIT 1) l
        ===
        SELECT DISTINCT ON (a) a, count(*) FILTER (WHERE b) OVER (PARTITION BY c ORDER BY d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t
        ===
        SELECT a FROM t FOR UPDATE OF t SKIP LOCKED
        ===
        SELECT '2024-01-01'::timestamp AT TIME ZONE 'UTC', interval '1 day;', date '2024-01-01'
        ===
        (SELECT 1) UNION ALL (SELECT 2) ORDER BY 1
        ===
        ((SELECT 1))
        ===
        VALUES (1, ';'), (2, $$;$$)
        ===
        TABLE t
        ===
        WITH a AS (SELECT 1), b AS MATERIALIZED (SELECT ';') SELECT * FROM a, b
        ===
        WITH RECURSIVE a(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM a WHERE n < 5) SELECT * FROM a
        === 14
        WITH RECURSIVE a(n, m) AS (SELECT 1, 2 UNION ALL SELECT n, m FROM a) SEARCH DEPTH FIRST BY n, m SET o CYCLE n, m SET c USING p SELECT * FROM a
        ===
        WITH a AS (INSERT INTO t VALUES (1) RETURNING *) UPDATE u SET x = 1 FROM a
        ===
        INSERT INTO t (a, b) VALUES (1, ';'), (2, E'\';') ON CONFLICT (a) DO UPDATE SET b = excluded.b || ';' RETURNING *
        ===
        INSERT INTO t DEFAULT VALUES
        ===
        UPDATE t SET (a, b) = (1, ';'), c = DEFAULT WHERE CURRENT OF x
        ===
        DELETE FROM ONLY t USING u WHERE t.a = u.a
        === 15
        MERGE INTO t USING u ON t.a = u.a WHEN MATCHED AND u.b = ';' THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1, ';')
        ===
        CREATE TABLE IF NOT EXISTS s.t (a int PRIMARY KEY, b text DEFAULT ';' CHECK (b <> ';'), c numeric(10, 2) GENERATED ALWAYS AS (a * 2) STORED, "d;" int REFERENCES u ON DELETE CASCADE)
        ===
        CREATE TABLE p (a int) PARTITION BY RANGE (a, (a + 1))
        ===
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (MINVALUE) TO (10) WITH (fillfactor = 70)
        ===
        CREATE TEMP TABLE x ON COMMIT DROP AS SELECT ';' AS a WITH NO DATA
        ===
        CREATE UNLOGGED TABLE x (LIKE t INCLUDING ALL, EXCLUDE USING gist (c WITH &&))
        ===
        CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t USING btree (lower(a) text_pattern_ops DESC NULLS LAST, (b || ';')) INCLUDE (c) WHERE a <> ';'
        ===
        CREATE UNIQUE INDEX ON t (a)
        ===
        CREATE OR REPLACE VIEW v (a, b) WITH (security_barrier) AS SELECT 1, ';' WITH LOCAL CHECK OPTION
        ===
        CREATE MATERIALIZED VIEW v AS SELECT ';' AS a WITH NO DATA
        ===
        CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING
        ===
        CREATE OR REPLACE RULE r AS ON UPDATE TO t WHERE old.a <> new.a DO ALSO (INSERT INTO l VALUES (old.a, ';'); UPDATE l SET x = 1; NOTIFY t;)
        ===
        CREATE RULE "r;" AS ON DELETE TO t DO INSTEAD (DELETE FROM a; DELETE FROM b WHERE x = ')')
        ===
        CREATE FUNCTION f(a int, b text DEFAULT ';') RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1; SELECT a'
        ===
        CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.a IS NULL THEN
                RAISE EXCEPTION 'no; %', $x$;$x$;
            END IF;
            RETURN NEW; -- done;
        END;
        $$
        ===
        CREATE FUNCTION f() RETURNS void AS $_$ BEGIN EXECUTE $q$ SELECT ';' $q$; END $_$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = '', 'a;b'
        ===
        CREATE FUNCTION "begin"() RETURNS int AS $$ BEGIN ATOMIC $$ LANGUAGE sql
        === 14
        CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql RETURN CASE WHEN a > 1 THEN a ELSE 0 END
        === 14
        CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC END
        === 14
        CREATE OR REPLACE FUNCTION s.f(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        BEGIN ATOMIC
            SELECT CASE WHEN a > 1 THEN CASE b WHEN 2 THEN 3 ELSE 4 END ELSE 5 END;
            SELECT ';', $$ END; $$, E'\';' /* END; */; -- END;
            SELECT a + b;
        END
        === 14
        CREATE PROCEDURE p(begin int, "end" int) LANGUAGE sql BEGIN /* c */ ATOMIC INSERT INTO t VALUES (begin, "end"); UPDATE t SET a = CASE WHEN true THEN 1 END WHERE b; DELETE FROM t; END
        === 14
        create function f() returns table (a int, b text) begin atomic select 1 as end, t.end as "case", t.begin from t; values (1, ';'); end
        === 14
        CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 end; SELECT (SELECT 2 case); WITH x AS (SELECT 1) SELECT * FROM x; END
        === 14
        CREATE FUNCTION f() RETURNS int BEGIN ATOMIC CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; END; SELECT 2; END
        === 14
        CREATE FUNCTION f() RETURNS int BEGIN ATOMIC CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2;); SELECT 3; END
        ===
        CREATE PROCEDURE p() LANGUAGE plpgsql AS $proc$ BEGIN COMMIT; END; $proc$
        ===
        CREATE TRIGGER g BEFORE INSERT OR UPDATE OF a ON t FOR EACH ROW WHEN (new.a <> ';') EXECUTE FUNCTION f('a;b')
        ===
        CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE PROCEDURE f()
        ===
        CREATE EVENT TRIGGER g ON ddl_command_end WHEN TAG IN ('CREATE TABLE', ';') EXECUTE FUNCTION f()
        ===
        CREATE TYPE e AS ENUM ('a;b', 'it''s')
        ===
        CREATE TYPE c AS (a int, b text COLLATE "C")
        ===
        CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = float8mi)
        ===
        CREATE DOMAIN d AS text CHECK (VALUE ~ '^[;]+$') NOT NULL
        ===
        CREATE SCHEMA s AUTHORIZATION u CREATE TABLE t (a int) CREATE VIEW v AS SELECT ';' AS a
        ===
        CREATE SEQUENCE q START 1 INCREMENT BY 2 OWNED BY t.a
        ===
        CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public
        ===
        CREATE OPERATOR === (LEFTARG = box, RIGHTARG = box, FUNCTION = area_equal, COMMUTATOR = ===, NEGATOR = !==)
        ===
        CREATE OPERATOR CLASS c DEFAULT FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(int, int)
        ===
        CREATE AGGREGATE a (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0')
        ===
        CREATE CAST (text AS e) WITH FUNCTION f(text) AS IMPLICIT
        ===
        CREATE COLLATION c (provider = icu, locale = 'de-u-co-phonebk')
        ===
        CREATE POLICY p ON t AS RESTRICTIVE FOR SELECT TO PUBLIC USING (a = current_user AND b <> ';') WITH CHECK (true)
        ===
        CREATE PUBLICATION p FOR TABLE t, u WITH (publish = 'insert, update')
        ===
        CREATE SUBSCRIPTION s CONNECTION 'host=x password='';''' PUBLICATION p WITH (connect = false)
        ===
        CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'a;b', port '5432')
        ===
        CREATE USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (user 'x', password ';''')
        ===
        CREATE FOREIGN TABLE t (a int OPTIONS (column_name 'a;')) SERVER s
        ===
        CREATE STATISTICS s (dependencies) ON a, b FROM t
        ===
        CREATE TEXT SEARCH CONFIGURATION c (COPY = pg_catalog.english)
        ===
        CREATE ROLE r LOGIN PASSWORD 'a;''b' VALID UNTIL 'infinity' IN ROLE x
        ===
        CREATE DATABASE d TEMPLATE template0 ENCODING 'UTF8'
        ===
        CREATE TABLESPACE x LOCATION '/a;b'
        ===
        CREATE TRANSFORM FOR int LANGUAGE plpgsql (FROM SQL WITH FUNCTION f(internal), TO SQL WITH FUNCTION g(internal))
        ===
        ALTER TABLE IF EXISTS ONLY s.t ADD COLUMN IF NOT EXISTS a int DEFAULT 1, ALTER b TYPE text USING b::text || ';', DROP CONSTRAINT c CASCADE, ADD CONSTRAINT "c;" CHECK (a > 0) NOT VALID
        ===
        ALTER TABLE t ATTACH PARTITION p FOR VALUES IN ('a;', NULL)
        === 14
        ALTER TABLE t DETACH PARTITION p CONCURRENTLY
        ===
        ALTER TYPE e ADD VALUE IF NOT EXISTS 'c;' BEFORE 'a;b'
        ===
        ALTER DEFAULT PRIVILEGES FOR ROLE r IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC
        ===
        ALTER FUNCTION f(int, text) SET search_path = a, "b;"
        ===
        ALTER SYSTEM SET log_line_prefix = '%m ; '
        ===
        ALTER ROLE r IN DATABASE d SET work_mem TO '4MB'
        ===
        ALTER SEQUENCE q RESTART WITH 1000
        ===
        ALTER OPERATOR FAMILY f USING btree ADD OPERATOR 1 < (int, bigint)
        ===
        DROP TABLE IF EXISTS a, s.b, "c;" CASCADE
        ===
        DROP INDEX CONCURRENTLY IF EXISTS i
        ===
        DROP FUNCTION f(int, VARIADIC text[]), g
        ===
        DROP OPERATOR === (box, box)
        ===
        COMMENT ON COLUMN t.a IS 'it''s; fine'
        ===
        COMMENT ON TABLE t IS NULL
        ===
        SECURITY LABEL ON TABLE t IS 'x;y'
        ===
        GRANT SELECT (a, b), UPDATE ON t TO PUBLIC, "r;" WITH GRANT OPTION
        ===
        REVOKE ALL ON ALL TABLES IN SCHEMA s FROM PUBLIC
        ===
        DO $$ BEGIN PERFORM 1; END $$
        ===
        DO LANGUAGE plpgsql 'BEGIN RAISE NOTICE '';''; END'
        ===
        DO $outer$
        DECLARE r record;
        BEGIN
            FOR r IN SELECT * FROM t LOOP
                EXECUTE format($inner$ UPDATE %I SET a = ';' $inner$, r.name);
                COMMIT;
            END LOOP;
        END
        $outer$
        ===
        CALL p(1, ';', x => 'y')
        ===
        EXPLAIN (ANALYZE, FORMAT json) SELECT ';'
        ===
        EXPLAIN VERBOSE DELETE FROM t
        ===
        COPY t (a, b) FROM '/a;b' WITH (FORMAT csv, DELIMITER ';', QUOTE '''')
        ===
        COPY (SELECT ';', 1) TO STDOUT WITH CSV HEADER
        ===
        COPY t TO PROGRAM 'gzip > a;b'
        ===
        VACUUM (ANALYZE, VERBOSE) t (a, b)
        ===
        ANALYZE t (a), u
        ===
        CLUSTER t USING i
        === 14
        REINDEX (VERBOSE, CONCURRENTLY true) INDEX i
        ===
        REINDEX TABLE CONCURRENTLY t
        ===
        REFRESH MATERIALIZED VIEW CONCURRENTLY v WITH DATA
        ===
        TRUNCATE TABLE ONLY t, u RESTART IDENTITY CASCADE
        ===
        LOCK TABLE t IN ACCESS EXCLUSIVE MODE NOWAIT
        ===
        SET search_path = a, 'b;', "c;"
        ===
        SET LOCAL TIME ZONE INTERVAL '+1' HOUR TO MINUTE
        ===
        SET SESSION AUTHORIZATION DEFAULT
        ===
        SET a.b = ';'
        ===
        RESET ALL
        ===
        SHOW TRANSACTION ISOLATION LEVEL
        ===
        BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY
        ===
        START TRANSACTION
        ===
        SAVEPOINT s
        ===
        ROLLBACK TO SAVEPOINT s
        ===
        RELEASE s
        ===
        PREPARE TRANSACTION 'a;b'
        ===
        COMMIT PREPARED 'a;b'
        ===
        COMMIT AND NO CHAIN
        ===
        END
        ===
        ABORT
        ===
        PREPARE p (int, text) AS SELECT $1, $2 || ';'
        ===
        EXECUTE p (1, ';')
        ===
        DEALLOCATE PREPARE ALL
        ===
        DECLARE c SCROLL CURSOR WITH HOLD FOR SELECT ';'
        ===
        FETCH BACKWARD 5 FROM c
        ===
        MOVE FORWARD ALL IN c
        ===
        CLOSE ALL
        ===
        LISTEN a
        ===
        NOTIFY a, 'it''s;'
        ===
        UNLISTEN *
        ===
        LOAD 'x;y'
        ===
        CHECKPOINT
        ===
        DISCARD TEMP
        ===
        REASSIGN OWNED BY a TO b
        ===
        IMPORT FOREIGN SCHEMA s LIMIT TO (a, b) FROM SERVER x INTO y OPTIONS (o ';')
        """";

    public static IEnumerable<string> Statements(int serverVersion)
    {
        foreach (var block in ("=== \n" + Text).Replace("\n===", "\n\u0001===", StringComparison.Ordinal).TrimStart('\u0001').Split('\u0001'))
        {
            var head = block.IndexOf('\n', StringComparison.Ordinal);
            var version = block[3..head].Trim();
            if (version.Length == 0 || int.Parse(version, System.Globalization.CultureInfo.InvariantCulture) <= serverVersion)
            {
                yield return block[(head + 1)..].Trim();
            }
        }
    }
}
