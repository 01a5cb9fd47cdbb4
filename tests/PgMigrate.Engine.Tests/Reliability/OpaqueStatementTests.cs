using PgMigrate.Engine.Tests.Migrations;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Reliability;

/// <summary>DO and CALL that commit by themselves: from outside nobody can see how far one came.</summary>
public sealed class OpaqueStatementTests
{
    private const string Block = """
        INSERT INTO steps VALUES ('1.1');
        DO $$
        BEGIN
            INSERT INTO steps VALUES ('1.2');
            COMMIT;
            PERFORM pg_sleep(s) FROM pace;
            INSERT INTO steps VALUES ('1.3');
        END $$;
        INSERT INTO steps VALUES ('1.4');
        """;

    private const string Procedure = """
        -- migrate:transaction off
        INSERT INTO steps VALUES ('1.1');
        CALL work();
        INSERT INTO steps VALUES ('1.4');
        """;

    public static TheoryData<int, string> MajorsAndForms
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var row in TestedMajors.All)
            {
                data.Add(row, Block);
                data.Add(row, Procedure);
            }

            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(MajorsAndForms))]
    public async Task Killed_in_a_statement_that_commits_by_itself_the_next_run_names_it_and_does_nothing_until_told_how_to_go_on(int major, string text)
    {
        foreach (var resumeAfter in new[] { true, false })
        {
            await using var database = await CreateAsync(major, pace: 30);
            using var migrations = new TestMigrations(("1.sql", text));
            var run = migrations.Up(database);
            await database.WaitUntilAsync("(SELECT count(*) = 2 FROM steps)");
            await database.TerminateAsync(await database.WaitForAsync(Backends.Worker));
            await Assert.ThrowsAsync<PgMigrateException>(() => run);
            await database.PaceAsync(0);

            for (var again = 0; again < 2; again++)
            {
                var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));
                Assert.Equal(ErrorIds.EffectUnknown, failure.Error.Id);
                Assert.Equal(text == Block ? 2 : 3, failure.Error.Position!.Line);
                Assert.Contains("--resume-after 1", failure.Error.Next, StringComparison.Ordinal);
                Assert.Equal(["1.1", "1.2"], await database.StepsAsync());
            }

            await migrations.Repair(database, o => resumeAfter ? o with { ResumeAfter = "1" } : o with { RetryStatement = "1" });
            await migrations.Up(database);
            Assert.Equal(resumeAfter ? ["1.1", "1.2", "1.4"] : ["1.1", "1.2", "1.2", "1.3", "1.4"], await database.StepsAsync());
            Assert.Contains(await migrations.History(database), entry => entry.Action == MigrationAction.Repair);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(MajorsAndForms))]
    public async Task Failed_after_it_committed_something_such_a_statement_is_not_done_again_unasked(int major, string text)
    {
        await using var database = await CreateAsync(major, pace: 0);
        await database.ExecuteAsync("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END';"
            + "CREATE TRIGGER refuse BEFORE INSERT ON steps FOR EACH ROW WHEN (NEW.name = '1.3') EXECUTE FUNCTION refuse()");
        using var migrations = new TestMigrations(("1.sql", text));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal(ErrorIds.StatementFailed, failure.Error.Id);
        Assert.Contains("committed part of its work", failure.Error.What, StringComparison.Ordinal);
        await database.ExecuteAsync("DROP TRIGGER refuse ON steps");
        Assert.Equal(ErrorIds.EffectUnknown, (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database))).Error.Id);
        Assert.Equal(["1.1", "1.2"], await database.StepsAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(MajorsAndForms))]
    public async Task Blocked_after_it_committed_something_such_a_statement_is_not_tried_again_unasked(int major, string text)
    {
        await using var database = await CreateAsync(major, pace: 0);
        await using var holder = await database.OpenAsync();
        await using var hold = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE pace", holder);
        await hold.ExecuteNonQueryAsync();
        using var migrations = new TestMigrations(("1.sql", text));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));

        Assert.Equal("55P03", failure.Error.SqlState);
        Assert.Equal(["1.1", "1.2"], await database.StepsAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(MajorsAndForms))]
    public async Task Failed_before_it_committed_anything_such_a_statement_is_simply_run_again(int major, string text)
    {
        await using var database = await CreateAsync(major, pace: 0);
        await database.ExecuteAsync("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END';"
            + "CREATE TRIGGER refuse BEFORE INSERT ON steps FOR EACH ROW WHEN (NEW.name = '1.2') EXECUTE FUNCTION refuse()");
        using var migrations = new TestMigrations(("1.sql", text));
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));
        await database.ExecuteAsync("DROP TRIGGER refuse ON steps");

        await migrations.Up(database);

        Assert.Equal(["1.1", "1.2", "1.3", "1.4"], await database.StepsAsync());
    }

    private static async Task<TestDatabase> CreateAsync(int major, double pace)
    {
        var database = await Steps.CreateAsync(major, pace);
        await database.ExecuteAsync("""
            CREATE PROCEDURE work() LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO steps VALUES ('1.2');
                COMMIT;
                PERFORM pg_sleep(s) FROM pace;
                INSERT INTO steps VALUES ('1.3');
            END $$
            """);
        return database;
    }
}
