using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations;

public sealed class ApplyAndUndoTests
{
    private static TestMigrations Small() => new(
        ("0001_create_users.sql", "CREATE TABLE users (id bigint PRIMARY KEY, email text);\nINSERT INTO users VALUES (1, 'a;b'), (2, 'c');"),
        ("rollback/0001_rollback_create_users.sql", "DROP TABLE users;"),
        ("0002_index_users.sql", "CREATE INDEX CONCURRENTLY users_email ON users (email);"),
        ("rollback/0002_index_users_rollback.sql", "DROP INDEX CONCURRENTLY users_email;"),
        ("0003_add_role.sql", "ALTER TABLE users ADD COLUMN role text DEFAULT 'user';"),
        ("rollback/0003_rollback_add_role.sql", "ALTER TABLE users DROP COLUMN role;"),
        ("verify/0003_verify_add_role.sql", "SELECT role = 'user' FROM users;"));

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task Migrations_are_applied_in_order_recorded_and_undone_to_the_catalogue_before(int major)
    {
        await using var database = await TestedMajors.CreateDatabaseAsync(major);
        using var migrations = Small();
        var before = await database.SnapshotAsync();

        var run = await migrations.Up(database);

        Assert.Equal(MigrationOutcome.Succeeded, run.Outcome);
        Assert.Equal(["0001", "0002", "0003"], run.Steps.Select(s => s.Revision));
        Assert.Equal([true, false, true], run.Steps.Select(s => s.Transactional));
        Assert.Equal([null, null, true], run.Steps.Select(s => s.Verified));
        Assert.Equal(["0003"], run.To);
        Assert.True(await database.ScalarAsync<bool>("SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_email'::regclass"));
        Assert.All(await migrations.Status(database), s => Assert.Equal(MigrationState.Applied, s.State));

        var again = await migrations.Up(database);
        Assert.Equal(MigrationOutcome.NothingToDo, again.Outcome);

        var undo = await migrations.Down(database, "base");
        Assert.Equal(["0003", "0002", "0001"], undo.Steps.Select(s => s.Revision));
        await database.ExecuteAsync("DROP SCHEMA pgmigrate CASCADE");
        Assert.Equal(before, await database.SnapshotAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task A_run_is_undone_as_a_whole_by_its_id_and_only_while_nothing_follows(int major)
    {
        await using var database = await TestedMajors.CreateDatabaseAsync(major);
        using var migrations = Small();
        var first = await migrations.Up(database, "0001");
        var second = await migrations.Up(database);

        var refused = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Down(database, run: first.Id));
        Assert.Equal(ErrorIds.RunFollowed, refused.Error.Id);

        var undone = await migrations.Down(database, run: second.Id);
        Assert.Equal(["0003", "0002"], undone.Steps.Select(s => s.Revision));
        Assert.Equal(["0001"], undone.To);
        Assert.Equal(ErrorIds.RunNotFound, (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Down(database, run: second.Id))).Error.Id);
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task A_failing_statement_is_reported_at_its_place_and_leaves_nothing_of_its_migration(int major)
    {
        await using var database = await TestedMajors.CreateDatabaseAsync(major);
        using var migrations = new TestMigrations(
            ("1_ok.sql", "CREATE TABLE a (id int);"),
            ("2_bad.sql", "CREATE TABLE b (id int);\n\n  ALTER TABLE b ADD COLUMN c nosuchtype;\nCREATE TABLE c (id int);"));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal(ErrorIds.StatementFailed, failure.Error.Id);
        Assert.Equal("42704", failure.Error.SqlState);
        Assert.Equal(3, failure.Error.Position!.Line);
        Assert.Equal(30, failure.Error.Position.Column);
        Assert.EndsWith("2_bad.sql", failure.Error.Position.File, StringComparison.Ordinal);
        Assert.False(await database.ScalarAsync<bool>("SELECT to_regclass('b') IS NOT NULL"));
        var partial = Assert.IsType<MigrationRun>(failure.Partial);
        Assert.Equal(["1"], partial.To);
        Assert.Equal([MigrationOutcome.Succeeded, MigrationOutcome.Failed], partial.Steps.Select(s => s.Outcome));
        var log = await migrations.History(database);
        Assert.Equal([("2", MigrationOutcome.Failed), ("1", MigrationOutcome.Succeeded)], log.Select(l => (l.Revision!, l.Outcome)));
        Assert.Equal("42704", log[0].SqlState);

        migrations.Write("2_bad.sql", "CREATE TABLE b (id int);");
        Assert.Equal(["2"], (await migrations.Up(database)).Steps.Select(s => s.Revision));
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task Nothing_that_one_migration_does_to_its_session_reaches_the_next(int major)
    {
        await using var database = await TestedMajors.CreateDatabaseAsync(major);
        using var migrations = new TestMigrations(
            ("1.sql", """
                CREATE SCHEMA other;
                SET search_path = other;
                SET work_mem = '77MB';
                SELECT set_config('statement_timeout', '12345', false);
                CREATE TEMP TABLE t (a int);
                PREPARE p AS SELECT 1;
                LISTEN x;
                CREATE TABLE here (a int);
                """),
            ("2.sql", """
                CREATE TABLE there AS SELECT current_setting('search_path') AS path, current_setting('work_mem') AS mem,
                    current_setting('statement_timeout') AS timeout, to_regclass('pg_temp.t') IS NULL AS temp_gone,
                    (SELECT count(*) FROM pg_prepared_statements) AS prepared, (SELECT count(*) FROM pg_listening_channels()) AS listening;
                """));

        await migrations.Up(database);

        Assert.True(await database.ScalarAsync<bool>("SELECT to_regclass('other.here') IS NOT NULL AND to_regclass('public.there') IS NOT NULL"));
        Assert.Equal("\"$user\", public|4MB|0|true|0|0", await database.ScalarAsync<string>(
            "SELECT concat_ws('|', path, mem, timeout, temp_gone::text, prepared, listening) FROM there"));
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task A_plan_sends_no_statement_that_writes_and_changes_nothing(int major)
    {
        await using var database = await TestedMajors.CreateDatabaseAsync(major);
        using var migrations = Small();
        var before = await database.SnapshotAsync();

        var plan = await migrations.PlanUp(database);
        var script = new StringWriter();
        plan.WriteScript(script);

        Assert.Equal(3, plan.Steps.Count);
        Assert.True(plan.CreatesHistory);
        Assert.Contains("CREATE INDEX CONCURRENTLY users_email", plan.ToText(), StringComparison.Ordinal);
        Assert.DoesNotContain(migrations.Events.Of<PgMigrate.Events.StatementEvent>(), e => e.Writes);
        Assert.Equal(before, await database.SnapshotAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task A_failed_verify_rolls_its_migration_back(int major)
    {
        await using var database = await TestedMajors.CreateDatabaseAsync(major);
        using var migrations = new TestMigrations(
            ("1_a.up.sql", "CREATE TABLE a (id int); INSERT INTO a VALUES (1);"),
            ("1_a.verify.sql", "SELECT count(*) = 2 FROM a;"));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal(ErrorIds.VerifyFailed, failure.Error.Id);
        Assert.EndsWith("1_a.verify.sql", failure.Error.Position!.File, StringComparison.Ordinal);
        Assert.False(await database.ScalarAsync<bool>("SELECT to_regclass('a') IS NOT NULL"));
        Assert.Equal(MigrationState.Pending, (await migrations.Status(database))[0].State);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failed_verify_of_a_migration_without_transaction_undoes_it_when_asked_to(bool undo)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.sql", """
            -- migrate:up
            CREATE TABLE a (id int);
            CREATE INDEX CONCURRENTLY a_id ON a (id);
            -- migrate:down
            DROP TABLE a;
            -- migrate:verify
            SELECT false;
            """));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database, with: o => o with { UndoOnVerifyFailure = undo }));

        Assert.Equal(ErrorIds.VerifyFailed, failure.Error.Id);
        Assert.Equal(!undo, await database.ScalarAsync<bool>("SELECT to_regclass('a') IS NOT NULL"));
        var status = Assert.Single(await migrations.Status(database));
        Assert.Equal(undo ? MigrationState.Pending : MigrationState.Applied, status.State);
        Assert.Equal(undo ? null : false, status.Verified);
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task A_verify_script_cannot_write(int major)
    {
        await using var database = await TestedMajors.CreateDatabaseAsync(major);
        using var migrations = new TestMigrations(
            ("1_a.up.sql", "CREATE TABLE a (id int);"), ("1_a.verify.sql", "INSERT INTO a VALUES (1);"));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal(ErrorIds.VerifyFailed, failure.Error.Id);
        Assert.Equal("25006", failure.Error.SqlState);
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task Repeatables_run_after_the_head_and_again_when_their_text_changes(int major)
    {
        await using var database = await TestedMajors.CreateDatabaseAsync(major);
        using var migrations = new TestMigrations(
            ("1_a.sql", "CREATE TABLE a (id int);"), ("R_view_a.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS n FROM a;"));

        Assert.Equal([MigrationAction.Up, MigrationAction.Repeat], (await migrations.Up(database)).Steps.Select(s => s.Action));
        Assert.Equal(MigrationOutcome.NothingToDo, (await migrations.Up(database)).Outcome);
        migrations.Write("R_view_a.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS n, 2 AS m FROM a;");
        Assert.Equal(MigrationState.Changed, (await migrations.Status(database))[1].State);
        Assert.Equal(["R_view_a"], (await migrations.Up(database)).Steps.Select(s => s.Revision));
    }

    [SkippableTheory]
    [MemberData(nameof(TestedMajors.All), MemberType = typeof(TestedMajors))]
    public async Task A_script_with_its_own_BEGIN_and_COMMIT_runs_in_the_runners_transaction(int major)
    {
        await using var database = await TestedMajors.CreateDatabaseAsync(major);
        using var migrations = new TestMigrations(
            ("1.sql", "BEGIN;\nCREATE TABLE a (id int);\nCOMMIT;\n"),
            ("2.sql", "BEGIN ISOLATION LEVEL SERIALIZABLE;\nCREATE TABLE b AS SELECT current_setting('transaction_isolation') AS level;\nEND;"),
            ("3.sql", "BEGIN; CREATE TABLE c (id int); COMMIT; BEGIN; SELECT 1/0; COMMIT;"));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal("3", failure.Error.Revision);
        Assert.Equal("serializable", await database.ScalarAsync<string>("SELECT level FROM b"));
        Assert.False(await database.ScalarAsync<bool>("SELECT to_regclass('c') IS NOT NULL"));
    }

    [SkippableTheory]
    [InlineData("CREATE TABLE a (id int);\nINSERT INTO a VALUES (1),\n ($1);", 3, 3)]
    [InlineData("SELECT 'Straße 🚀', $2;", 1, 21)]
    public async Task A_parameter_is_refused_at_its_place_before_anything_runs(string text, int line, int column)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_ok.sql", "PREPARE p AS SELECT $1::int;"), ("2_bad.sql", text));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal(ErrorIds.VariableUndeclared, failure.Error.Id);
        Assert.Equal((line, column), (failure.Error.Position!.Line, failure.Error.Position.Column));
        Assert.Empty(await migrations.History(database));
    }

    [SkippableTheory]
    [InlineData("CREATE TABLE a (id int);\nCOMMIT;", 2, 1)]
    [InlineData("BEGIN;\nCREATE TABLE a (id int);", 1, 1)]
    [InlineData("SELECT 1;\n ROLLBACK;", 2, 2)]
    [InlineData("BEGIN; BEGIN; COMMIT;", 1, 8)]
    [InlineData("BEGIN; CREATE INDEX CONCURRENTLY i ON a (id); COMMIT;", 1, 8)]
    [InlineData("PREPARE TRANSACTION 'x';", 1, 1)]
    [InlineData("BEGIN; SELECT 1; COMMIT AND CHAIN;", 1, 18)]
    public async Task Other_transaction_control_is_refused_at_its_place_before_anything_runs(string text, int line, int column)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_ok.sql", "CREATE TABLE ok (id int);"), ("2_bad.sql", text));
        var before = await database.SnapshotAsync();

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal(ErrorIds.TransactionControlRefused, failure.Error.Id);
        Assert.Equal((line, column), (failure.Error.Position!.Line, failure.Error.Position.Column));
        Assert.Equal(before, await database.SnapshotAsync());
    }
}
