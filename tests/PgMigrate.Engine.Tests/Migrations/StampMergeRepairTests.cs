using Npgsql;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations;

public sealed class StampMergeRepairTests
{
    private static TestMigrations Three() => new(
        ("1_a.up.sql", "CREATE TABLE a (id int);"), ("1_a.down.sql", "DROP TABLE a;"),
        ("2_b.up.sql", "CREATE TABLE b (id int);"), ("2_b.down.sql", "DROP TABLE b;"),
        ("3_c.up.sql", "CREATE TABLE c (id int);"), ("3_c.down.sql", "DROP TABLE c;"));

    private static async Task<string> Applied(TestMigrations migrations, TestDatabase database) => string.Join(
        ' ', (await migrations.Status(database)).Where(s => s.State == MigrationState.Applied).Select(s => s.Revision));

    [SkippableFact]
    public async Task Stamping_moves_the_record_forward_back_and_to_base_and_runs_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = Three();

        var forward = await migrations.Stamp(database, "2");
        Assert.Equal([(MigrationAction.Stamp, "1"), (MigrationAction.Stamp, "2")], forward.Steps.Select(s => (s.Action, s.Revision)));
        Assert.Equal("1 2", await Applied(migrations, database));
        Assert.All((await migrations.Status(database)).Take(2), s => Assert.True(s.Stamped));
        Assert.Equal([(MigrationAction.Unstamp, "2")], (await migrations.Stamp(database, "1")).Steps.Select(s => (s.Action, s.Revision)));
        Assert.Equal(MigrationOutcome.NothingToDo, (await migrations.Stamp(database, "1")).Outcome);
        Assert.Single((await migrations.Stamp(database, "base")).Steps);
        Assert.Equal("", await Applied(migrations, database));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
        Assert.Equal(3, (await migrations.Up(database)).Steps.Count);
    }

    [SkippableFact]
    public async Task Repeatables_run_without_versioned_ones_beside_them_and_again_after_going_to_base()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("R_view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one;"));
        Assert.Equal(["R_view"], (await migrations.Up(database)).Steps.Select(s => s.Revision));
        Assert.Equal(MigrationOutcome.NothingToDo, (await migrations.Up(database)).Outcome);

        Assert.Equal([(MigrationAction.Unstamp, "R_view")], (await migrations.Down(database, "base")).Steps.Select(s => (s.Action, s.Revision)));
        Assert.Equal(["R_view"], (await migrations.Up(database)).Steps.Select(s => s.Revision));
        Assert.Equal(["R_view"], (await migrations.Stamp(database, "base")).Steps.Select(s => s.Revision));
    }

    [SkippableFact]
    public async Task A_merge_makes_one_head_of_two_and_undoing_it_leaves_two()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = Three();
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.PlanMerge());
        migrations.Write("4_d.up.sql", "-- migrate:revises 2\n-- migrate:label side\nCREATE TABLE d (id int);");
        migrations.Write("4_d.down.sql", "DROP TABLE d;");
        Assert.Equal(ErrorIds.SeveralHeads, (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database))).Error.Id);
        Assert.Equal(ErrorIds.MergeUnneeded, (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.PlanMerge("1", "3"))).Error.Id);

        var planned = await migrations.PlanMerge("3", "side@head");
        Assert.Equal(["5_merge_heads.up.sql", "5_merge_heads.down.sql"], planned.Select(f => Path.GetFileName(f.Path)));
        await migrations.WriteFiles(planned);
        Assert.Equal(["3", "4"], (await migrations.Read())[^1].Parents);

        Assert.Equal(["5"], (await migrations.Up(database)).To);
        Assert.Equal(["3", "4"], (await migrations.Down(database)).To);
        var ambiguous = (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Down(database))).Error;
        Assert.Equal(ErrorIds.TargetAmbiguous, ambiguous.Id);
        Assert.Contains("3_c, 4_d", ambiguous.Next, StringComparison.Ordinal);
        Assert.Equal(ErrorIds.MergeUnneeded, (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.PlanMerge())).Error.Id);
    }

    [SkippableFact]
    public async Task A_repair_accepts_an_edited_file_and_forgets_a_lost_one_on_the_record()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = Three();
        await migrations.Up(database);
        migrations.Write("1_a.up.sql", "CREATE TABLE a (id int); -- a comment");
        migrations.Delete("3_c.up.sql");
        migrations.Delete("3_c.down.sql");

        Assert.Equal(
            ErrorIds.NotApplied,
            (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Repair(database, o => o with { RemoveMissing = ["2"] }))).Error.Id);
        var run = await migrations.Repair(database, o => o with { AcceptChecksum = ["1"], RemoveMissing = ["*"], Reason = "T-1" });

        Assert.Equal(["1", "3"], run.Steps.Select(s => s.Revision));
        Assert.Equal(MigrationOutcome.NothingToDo, (await migrations.Up(database)).Outcome);
        Assert.Equal("1 2", await Applied(migrations, database));
        var lines = (await migrations.History(database)).Where(l => l.Action == MigrationAction.Repair).ToList();
        Assert.Equal(["3", "1"], lines.Select(l => l.Revision));
        Assert.All(lines, l => Assert.Equal("T-1", l.Reason));
        Assert.Equal(MigrationOutcome.NothingToDo, (await migrations.Repair(database, o => o with { AcceptChecksum = ["*"], RemoveMissing = ["*"] })).Outcome);
        Assert.True(await database.ScalarAsync<bool>("SELECT to_regclass('c') IS NOT NULL"));
    }

    [SkippableFact]
    public async Task A_half_done_migration_stands_in_the_way_until_it_is_finished_or_cleared()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(
            ("1_a.sql", "CREATE TABLE a (id int);\nINSERT INTO a VALUES (1), (1);\nCREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id);"),
            ("2_b.sql", "SELECT 2;"));
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));
        Assert.Equal(MigrationState.HalfDone, (await migrations.Status(database))[0].State);

        var inTheWay = (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Stamp(database, "2"))).Error;
        Assert.Equal(ErrorIds.HalfDone, inTheWay.Id);
        Assert.Contains("-ClearHalfDone 1", inTheWay.Next, StringComparison.Ordinal);

        await database.ExecuteAsync("DROP TABLE a");
        await migrations.Repair(database, o => o with { ClearHalfDone = "1" });
        Assert.Equal(MigrationState.Pending, (await migrations.Status(database))[0].State);
        migrations.Write("1_a.sql", "CREATE TABLE a (id int);\nCREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id);");
        Assert.Equal(2, (await migrations.Up(database)).Steps.Count);
    }

    [SkippableFact]
    public async Task A_half_done_repeatable_is_finished_by_the_next_run()
    {
        await using var database = await TestDatabase.CreateAsync();
        const string Text = "CREATE TABLE IF NOT EXISTS r (id int);\nCREATE UNIQUE INDEX CONCURRENTLY r_id ON r (id);\nSELECT 1;";
        using var migrations = new TestMigrations(("1_a.sql", "SELECT 1;"), ("R_index.sql", Text));
        await database.ExecuteAsync("CREATE TABLE r (id int); INSERT INTO r VALUES (1), (1)");
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));
        Assert.Equal(MigrationState.HalfDone, (await migrations.Status(database))[1].State);

        await database.ExecuteAsync("TRUNCATE r");
        Assert.Equal(["R_index"], (await migrations.Up(database)).Steps.Select(s => s.Revision));
        Assert.True(await database.ScalarAsync<bool>("SELECT indisvalid FROM pg_index WHERE indexrelid = 'r_id'::regclass"));

        // Half-done again with another text: the applied one put back does not count as done.
        await database.ExecuteAsync("DROP INDEX r_id; INSERT INTO r VALUES (1), (1)");
        migrations.Write("R_index.sql", Text + "\n");
        await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database));
        migrations.Write("R_index.sql", Text);
        Assert.True(Assert.Single((await migrations.PlanUp(database)).Steps).Resumes);
    }

    [SkippableFact]
    public async Task Invalid_indexes_are_rebuilt_and_leftovers_of_a_reindex_dropped()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = Three();
        await database.ExecuteAsync("CREATE TABLE t (\"I d\" int); INSERT INTO t VALUES (1), (1)");
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("CREATE UNIQUE INDEX CONCURRENTLY \"T.i\"\"d\" ON t (\"I d\")"));
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("REINDEX INDEX CONCURRENTLY \"T.i\"\"d\""));
        Assert.Equal(2, await database.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE NOT indisvalid"));

        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Repair(database, o => o with { RebuildInvalidIndexes = true }));
        Assert.Equal("23505", failure.Error.SqlState);
        await database.ExecuteAsync("DELETE FROM t WHERE ctid = (SELECT min(ctid) FROM t)");
        await migrations.Repair(database, o => o with { RebuildInvalidIndexes = true });

        Assert.Equal("T.i\"d true", await database.ScalarAsync<string>(
            "SELECT string_agg(relname || ' ' || indisvalid, ', ') FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = 't'::regclass"));
        Assert.Equal(MigrationOutcome.NothingToDo, (await migrations.Repair(database, o => o with { RebuildInvalidIndexes = true })).Outcome);
    }

    [Fact]
    public async Task A_new_migration_comes_last_and_says_whom_it_follows_only_where_the_number_does_not()
    {
        using var folder = new TestMigrations(("1.2.10_a.sql", "SELECT 1;"), ("1.10.1_b.sql", "SELECT 1;"));
        async Task<string> New(NewMigrationOptions? options = null)
        {
            var files = await folder.PlanNew(options ?? new NewMigrationOptions { Path = folder.Path, Name = "Add things" });
            await folder.WriteFiles(files);
            return $"{Path.GetFileName(files[0].Path)}|{string.Join(',', files[0].Content.Split('\n').Where(l => l.StartsWith("-- migrate:rev", StringComparison.Ordinal) || l.StartsWith("-- migrate:label", StringComparison.Ordinal)))}";
        }

        Assert.Equal("1.10.2_add_things.sql|", await New());
        Assert.Equal("1.10.2", (await folder.Read())[^1].Revision);
        Assert.Equal(
            "1.10.3_side.up.sql|-- migrate:revises 1.2.10,-- migrate:label web",
            await New(new NewMigrationOptions { Path = folder.Path, Name = "side", Revises = ["1.2.10"], Labels = ["web"], Layout = MigrationLayout.Suffixes }));
        Assert.Equal(ErrorIds.SeveralHeads, (await Assert.ThrowsAsync<PgMigrateException>(() => New())).Error.Id);
        Assert.Equal(
            "up.sql|-- migrate:revises 1.10.3",
            await New(new NewMigrationOptions { Path = folder.Path, Name = "on side", Revises = ["web@head"], Layout = MigrationLayout.Folders }));
        Assert.Equal(
            "1.10.5_root.sql|-- migrate:revises base",
            await New(new NewMigrationOptions { Path = folder.Path, Name = "root", Revises = ["base"], Layout = MigrationLayout.Sections }));
        Assert.Equal(
            ErrorIds.TemplateArgument,
            (await Assert.ThrowsAsync<PgMigrateException>(() => New(new NewMigrationOptions { Path = folder.Path, Name = "r", Revises = ["base"], Layout = MigrationLayout.Repeatable }))).Error.Id);
    }
}
