using PgMigrate.Engine.Tests.Migrations;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Reliability;

public sealed class ResumedMigrationTests
{
    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task Settings_of_the_session_are_made_again_before_the_statement_at_which_it_stopped(int major)
    {
        await using var database = await Steps.CreateAsync(major);
        using var migrations = new TestMigrations(("1.sql", """
            CREATE SCHEMA apart;
            SET search_path = apart, public;
            SELECT set_config('work_mem', '7MB', false);
            CREATE INDEX CONCURRENTLY ON public.steps (name);
            SELECT missing();
            CREATE TABLE here AS SELECT current_setting('work_mem') AS mem;
            """));
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));
        await database.ExecuteAsync("CREATE FUNCTION missing() RETURNS int LANGUAGE sql AS 'SELECT 1'");

        await migrations.Up(database);

        Assert.Equal("7MB", await database.ScalarAsync<string>("SELECT mem FROM apart.here"));
    }

    [SkippableFact]
    public async Task A_temporary_table_that_went_with_its_session_is_a_clear_error()
    {
        await using var database = await Steps.CreateAsync(0);
        using var migrations = new TestMigrations(("1.sql", """
            CREATE INDEX CONCURRENTLY ON steps (name);
            CREATE TEMPORARY TABLE gone AS SELECT 1 AS n;
            SELECT missing();
            """));
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal(ErrorIds.EffectUnknown, failure.Error.Id);
        Assert.Equal(2, failure.Error.Position!.Line);
        Assert.Contains("--clear-half-done 1", failure.Error.Next, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task SET_LOCAL_in_a_block_of_the_script_holds_until_its_COMMIT_and_a_failed_block_leaves_nothing(int major)
    {
        await using var database = await Steps.CreateAsync(major);
        using var migrations = new TestMigrations(("1.sql", """
            CREATE INDEX CONCURRENTLY ON steps (name);
            BEGIN;
            SET LOCAL work_mem = '7MB';
            INSERT INTO steps VALUES (current_setting('work_mem'));
            SELECT missing();
            COMMIT;
            INSERT INTO steps VALUES (current_setting('work_mem'));
            """));
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));
        Assert.Empty(await database.StepsAsync());
        await database.ExecuteAsync("CREATE FUNCTION missing() RETURNS int LANGUAGE sql AS 'SELECT 1'");

        await migrations.Up(database);

        Assert.Equal(["4MB", "7MB"], await database.StepsAsync());
    }

    [SkippableFact]
    public async Task A_half_done_migration_that_was_edited_to_fit_one_transaction_repeats_nothing()
    {
        await using var database = await Steps.CreateAsync(0);
        using var migrations = new TestMigrations(("1.sql", "INSERT INTO steps VALUES ('1.1');\nCREATE INDEX CONCURRENTLY ON steps (nosuch);"));
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));
        migrations.Write("1.sql", "INSERT INTO steps VALUES ('1.1');\nCREATE INDEX ON steps (name);");

        await migrations.Up(database);

        Assert.Equal(["1.1"], await database.StepsAsync());
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE indrelid = 'steps'::regclass"));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM pgmigrate.journal"));
    }

    [SkippableTheory]
    [InlineData("INSERT INTO steps VALUES ('1.1');")]
    [InlineData("INSERT INTO steps VALUES ('other');\nCREATE INDEX CONCURRENTLY ON steps (name);\nSELECT 1;")]
    public async Task A_half_done_migration_whose_done_statements_were_edited_or_taken_out_is_refused(string edited)
    {
        await using var database = await Steps.CreateAsync(0);
        using var migrations = new TestMigrations(("1.sql", "INSERT INTO steps VALUES ('1.1');\nCREATE INDEX CONCURRENTLY ON steps (name);\nSELECT missing();"));
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));
        migrations.Write("1.sql", edited);

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal(ErrorIds.HalfDone, failure.Error.Id);
        Assert.Equal(["1.1"], await database.StepsAsync());
        Assert.Equal(MigrationState.HalfDone, Assert.Single(await migrations.Status(database)).State);
    }

    [SkippableFact]
    public async Task A_repeatable_that_stopped_between_two_statements_is_resumed()
    {
        await using var database = await Steps.CreateAsync(0);
        using var migrations = new TestMigrations(
            ("1.sql", "SELECT 1;"), ("R_again.sql", "INSERT INTO steps VALUES ('R.1');\nCREATE INDEX CONCURRENTLY ON steps (name);\nSELECT missing();"));
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));
        await database.ExecuteAsync("CREATE FUNCTION missing() RETURNS int LANGUAGE sql AS 'SELECT 1'");

        var run = await migrations.Up(database);

        Assert.Equal(["R_again"], run.Steps.Select(s => s.Revision));
        Assert.Equal(["R.1"], await database.StepsAsync());
    }

    [SkippableFact]
    public async Task A_reverse_that_stopped_between_two_statements_is_resumed()
    {
        await using var database = await Steps.CreateAsync(0);
        using var migrations = new TestMigrations(
            ("1_a.up.sql", "CREATE INDEX named ON steps (name);"),
            ("1_a.down.sql", "INSERT INTO steps VALUES ('down 1');\nDROP INDEX CONCURRENTLY named;\nSELECT missing();\nINSERT INTO steps VALUES ('down 2');"));
        await migrations.Up(database);
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Down(database));
        await database.ExecuteAsync("CREATE FUNCTION missing() RETURNS int LANGUAGE sql AS 'SELECT 1'");

        Assert.True(Assert.Single((await migrations.Down(database)).Steps).Resumed);

        Assert.Equal(["down 1", "down 2"], await database.StepsAsync());
        Assert.Equal(MigrationState.Pending, Assert.Single(await migrations.Status(database)).State);
    }
}
