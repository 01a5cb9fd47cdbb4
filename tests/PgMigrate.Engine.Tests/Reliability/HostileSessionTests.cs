using PgMigrate.Engine.Tests.Migrations;
using PgMigrate.Engine.Tests.Servers;

namespace PgMigrate.Engine.Tests.Reliability;

/// <summary>What a script does to its own session neither breaks nor misleads the history, nor frees the run's locks.</summary>
public sealed class HostileSessionTests
{
    private const string Concurrently = "CREATE INDEX CONCURRENTLY ON public.steps (name);";

    public static TheoryData<int, string> MajorsAndScripts
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var row in TestedMajors.All)
            {
                foreach (var script in new[]
                {
                    "SET ROLE {role};",
                    "SET SESSION AUTHORIZATION {role};",
                    "SELECT set_config('role', '{role}', false);",
                    "SET search_path = evil, pg_catalog;",
                    "SET LOCAL search_path = evil, pg_catalog;",
                    "SELECT set_config('search_path', '', false);",
                    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;",
                    "SET default_transaction_read_only = on;",
                    "SET default_transaction_isolation = 'serializable';",
                })
                {
                    data.Add(row, script);
                }
            }

            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(MajorsAndScripts))]
    public async Task The_history_is_written_whatever_role_path_or_mode_a_migration_ends_in(int major, string script)
    {
        await using var database = await CreateAsync(major);
        var role = await RoleAsync(database);
        try
        {
            script = script.Replace("{role}", role, StringComparison.Ordinal);
            using var migrations = new TestMigrations(
                ("1.sql", $"INSERT INTO public.steps VALUES ('1');\n{script}"),
                ("2.sql", $"{Concurrently}\nINSERT INTO public.steps VALUES ('2');\n{script}\nSELECT 1;\nVACUUM;"),
                ("3.sql", $"{Concurrently}\nBEGIN;\nINSERT INTO public.steps VALUES ('3');\n{script}\nSELECT 1;\nCOMMIT;"),
                ("4.sql", "INSERT INTO public.steps VALUES ('4');\n" + script));

            var run = await migrations.Up(database);

            Assert.Equal(4, run.Steps.Count);
            Assert.Equal(["1", "2", "3", "4"], await database.StepsAsync());
            Assert.Equal("succeeded", await database.ScalarAsync<string>("SELECT outcome FROM pgmigrate.run"));
            Assert.Equal(4, await database.ScalarAsync<long>(
                "SELECT count(*) FROM pgmigrate.applied WHERE applied_by = session_user AND applied_at > clock_timestamp() - interval '1 hour'"));
            Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM evil.calls"));
        }
        finally
        {
            await database.DisposeAsync();
            await using var server = await TestedMajors.CreateDatabaseAsync(major);
            await server.ExecuteAsync($"DROP ROLE {role}");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task Between_its_statements_the_script_keeps_the_role_and_the_path_that_it_has_set(int major)
    {
        await using var database = await CreateAsync(major);
        var role = await RoleAsync(database);
        try
        {
            using var migrations = new TestMigrations(("1.sql", $"""
                {Concurrently}
                SET SESSION AUTHORIZATION {role};
                SET search_path = public, evil;
                INSERT INTO steps VALUES ('1 ' || session_user);
                INSERT INTO steps VALUES ('2 ' || current_setting('search_path'));
                RESET SESSION AUTHORIZATION;
                SET ROLE {role};
                INSERT INTO steps VALUES ('3 ' || current_user);
                BEGIN;
                INSERT INTO steps VALUES ('4 ' || current_user);
                INSERT INTO steps VALUES ('5 ' || current_user);
                COMMIT;
                INSERT INTO steps VALUES ('6 ' || current_user);
                """));

            await migrations.Up(database);

            Assert.Equal([$"1 {role}", "2 public, evil", $"3 {role}", $"4 {role}", $"5 {role}", $"6 {role}"], await database.StepsAsync());
        }
        finally
        {
            await database.DisposeAsync();
            await using var server = await TestedMajors.CreateDatabaseAsync(major);
            await server.ExecuteAsync($"DROP ROLE {role}");
        }
    }

    [SkippableTheory]
    [InlineData("SELECT pg_advisory_unlock_all();\nSELECT pg_sleep(s) FROM pace;")]
    [InlineData("DISCARD ALL;\nSELECT pg_sleep(s) FROM pace;")]
    [InlineData("DO 'BEGIN PERFORM pg_advisory_unlock_all(); END';\nSELECT pg_sleep(s) FROM pace;")]
    [InlineData("CREATE INDEX CONCURRENTLY ON steps (name);\nSELECT pg_advisory_unlock_all();\nSELECT pg_sleep(s) FROM pace;")]
    public async Task The_locks_of_a_run_survive_a_script_that_gives_all_locks_back(string text)
    {
        await using var database = await Steps.CreateAsync(0, pace: 1);
        using var migrations = new TestMigrations(("1.sql", text), ("2.sql", "SELECT 1;"));
        var run = migrations.Up(database);
        await database.WaitForAsync(Backends.Worker, "SELECT pg_sleep(s)%", "active");

        var locks = await database.ScalarAsync<string>("""
            SELECT string_agg(DISTINCT application_name, ', ' ORDER BY application_name)
            FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted AND datname = current_database()
            """);

        Assert.Equal($"{Backends.Worker}, {Backends.RunLock}", locks);
        Assert.Equal(2, (await run).Steps.Count);
    }

    [SkippableTheory]
    [InlineData("DISCARD ALL;")]
    [InlineData("RESET ALL;")]
    [InlineData("RESET lock_timeout;")]
    [InlineData("SELECT set_config('lock_timeout', '0', false);")]
    public async Task No_statement_of_a_script_makes_the_rest_of_it_wait_without_end(string script)
    {
        await using var database = await Steps.CreateAsync(0);
        using var migrations = new TestMigrations(("1.sql", $"{Concurrently}\n{script}\nINSERT INTO steps VALUES (current_setting('lock_timeout'));"));

        await migrations.Up(database);

        Assert.Equal(["300ms"], await database.StepsAsync());
    }

    [SkippableFact]
    public async Task A_lock_time_limit_that_the_script_sets_itself_is_respected_also_behind_an_index_build()
    {
        await using var database = await Steps.CreateAsync(0);
        using var migrations = new TestMigrations(("1.sql", $"SET lock_timeout = '7s';\n{Concurrently}\nINSERT INTO steps VALUES (current_setting('lock_timeout'));"));

        await migrations.Up(database);

        Assert.Equal(["7s"], await database.StepsAsync());
    }

    private static async Task<TestDatabase> CreateAsync(int major)
    {
        var database = await Steps.CreateAsync(major);
        await database.ExecuteAsync("""
            CREATE SCHEMA evil;
            CREATE TABLE evil.calls (name text);
            GRANT ALL ON SCHEMA evil TO public; GRANT ALL ON evil.calls TO public;
            CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE plpgsql AS 'BEGIN INSERT INTO evil.calls VALUES (''now''); RETURN ''1970-01-01''; END';
            CREATE FUNCTION evil.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS 'BEGIN INSERT INTO evil.calls VALUES (''clock_timestamp''); RETURN ''1970-01-01''; END';
            CREATE FUNCTION evil.pg_try_advisory_lock(bigint) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN INSERT INTO evil.calls VALUES (''lock''); RETURN true; END';
            CREATE FUNCTION evil.set_config(text, text, boolean) RETURNS text LANGUAGE plpgsql AS 'BEGIN INSERT INTO evil.calls VALUES (''set_config''); RETURN ''''; END';
            CREATE FUNCTION evil.to_regclass(text) RETURNS regclass LANGUAGE plpgsql AS 'BEGIN INSERT INTO evil.calls VALUES (''to_regclass''); RETURN NULL; END';
            CREATE FUNCTION evil.pg_backend_pid() RETURNS int LANGUAGE plpgsql AS 'BEGIN INSERT INTO evil.calls VALUES (''pid''); RETURN 1; END';
            CREATE FUNCTION evil.same(text, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN INSERT INTO evil.calls VALUES (''=''); RETURN true; END';
            CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.same);
            """);
        return database;
    }

    private static async Task<string> RoleAsync(TestDatabase database)
    {
        var role = "r" + Guid.NewGuid().ToString("N");
        await database.ExecuteAsync($"CREATE ROLE {role}; GRANT ALL ON steps TO {role}");
        return role;
    }
}
