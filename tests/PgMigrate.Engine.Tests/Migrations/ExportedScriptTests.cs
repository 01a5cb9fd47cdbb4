using System.Diagnostics;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations;

/// <summary>The exported script, run by psql itself, does what the engine's own run does.</summary>
public sealed class ExportedScriptTests
{
    private static TestMigrations Migrations(string schema = MigrationFolder.DefaultSchema)
    {
        var migrations = new TestMigrations(
            ("1_table.up.sql", "BEGIN;\nCREATE TABLE \"T\" (id int PRIMARY KEY, word text); -- ends with a comment\nCOMMIT; -- and again"),
            ("1_table.down.sql", "DROP TABLE \"T\" -- no semicolon"),
            ("2_data.up.sql", "COPY \"T\" FROM stdin;\n1\tone;\\tback\\\\slash\n2\t\\N\n3\tdritte Zeile ü\n\\.\nCOPY \"T\" FROM stdin;\n\\.\nSET search_path = pg_catalog;"),
            ("2_data.down.sql", "DELETE FROM \"T\";"),
            ("3_index.up.sql", "CREATE INDEX CONCURRENTLY \"i.x\" ON \"T\" (word);\nALTER TABLE \"T\" ADD COLUMN ${column} text DEFAULT '${value}';\n/* the end */"),
            ("3_index.down.sql", "DROP INDEX CONCURRENTLY \"i.x\";\nALTER TABLE \"T\" DROP COLUMN ${column};"),
            ("4_function.up.sql", "-- migrate:requires EXISTS (SELECT FROM \"T\")\nCREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $body$ BEGIN RETURN ':USER \\x $guard$'; END $body$;"),
            ("4_function.down.sql", "DROP FUNCTION f();"),
            ("R_view.sql", "CREATE OR REPLACE VIEW v AS SELECT count(*) FROM \"T\";"))
        { Schema = schema };
        migrations.Variables["column"] = "added";
        migrations.Variables["value"] = "it's ${value} \\ ü";
        return migrations;
    }

    [SkippableTheory]
    [InlineData(MigrationFolder.DefaultSchema)]
    [InlineData("Hi\"s'tory $guard$ ü")]
    public async Task Psql_and_the_engine_come_to_the_same_catalogue_and_history_up_and_down(string schema)
    {
        var psql = Psql();
        await using var byEngine = await TestDatabase.CreateAsync();
        await using var byPsql = await TestDatabase.CreateAsync();
        using var migrations = Migrations(schema);
        var history = TestDatabase.Quote(schema);

        foreach (var target in (string[])["+2", "head"])
        {
            await RunAsync(psql, byPsql, await migrations.PlanUp(byPsql, target), succeeds: true);
            await migrations.Up(byEngine, target);
            Assert.Equal(await StateAsync(byEngine, history), await StateAsync(byPsql, history));
        }

        Assert.Equal(MigrationOutcome.NothingToDo, (await migrations.Up(byPsql)).Outcome);
        Assert.Equal("it's ${value} \\ ü", await byPsql.ScalarAsync<string>("SELECT added FROM \"T\" LIMIT 1"));

        foreach (var target in (string[])["3", "-1"])
        {
            await RunAsync(psql, byPsql, await migrations.PlanDown(byPsql, target), succeeds: true);
            await migrations.Down(byEngine, target);
            Assert.Equal(await StateAsync(byEngine, history), await StateAsync(byPsql, history));
        }
    }

    [SkippableFact]
    public async Task A_script_stops_at_a_database_that_is_elsewhere_and_when_it_is_run_twice_before_it_changes_anything()
    {
        var psql = Psql();
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = Migrations();
        var first = await migrations.PlanUp(database, "1");
        await RunAsync(psql, database, first, succeeds: true);
        var second = await migrations.PlanUp(database, "2");

        var before = await database.SnapshotAsync();
        Assert.Contains("other migrations applied", await RunAsync(psql, database, first, succeeds: false), StringComparison.Ordinal);
        Assert.Equal(before, await database.SnapshotAsync());

        await RunAsync(psql, database, second, succeeds: true);
        before = await database.SnapshotAsync();
        Assert.Contains("other migrations applied", await RunAsync(psql, database, second, succeeds: false), StringComparison.Ordinal);
        Assert.Equal(before, await database.SnapshotAsync());
    }

    [SkippableFact]
    public async Task A_requirement_that_is_not_met_stops_the_script_before_its_migration()
    {
        var psql = Psql();
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.sql", "CREATE TABLE a (id int);"), ("2_b.sql", "-- migrate:requires EXISTS (SELECT FROM a)\nCREATE TABLE b (id int);"));
        Assert.Contains("EXISTS (SELECT FROM a)", await RunAsync(psql, database, await migrations.PlanUp(database), succeeds: false), StringComparison.Ordinal);
        Assert.Equal([MigrationState.Applied, MigrationState.Pending], (await migrations.Status(database)).Select(s => s.State));
        Assert.False(await database.ScalarAsync<bool>("SELECT to_regclass('b') IS NOT NULL"));
    }

    [SkippableFact]
    public async Task A_repair_can_be_exported_and_does_what_the_engine_does()
    {
        var psql = Psql();
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.sql", "SELECT 1;"), ("2_b.sql", "SELECT 2;"));
        await migrations.Up(database);
        migrations.Write("1_a.sql", "SELECT 1; -- edited");
        migrations.Delete("2_b.sql");
        var plan = await migrations.PlanRepair(database, o => o with { AcceptChecksum = ["*"], RemoveMissing = ["*"] });
        await RunAsync(psql, database, plan, succeeds: true);
        Assert.Equal(MigrationState.Applied, Assert.Single(await migrations.Status(database)).State);
        Assert.Equal(2, (await migrations.History(database)).Count(l => l.Action == MigrationAction.Repair));
    }

    private static string Psql()
    {
        var psql = Cli.Psql.Find();
        Skip.If(psql is null, "psql is not installed");
        return psql!;
    }

    private static async Task<string> RunAsync(string psql, TestDatabase database, MigrationPlan plan, bool succeeds)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using (var writer = new StreamWriter(file))
            {
                plan.WriteScript(writer);
            }

            var start = new ProcessStartInfo(psql, ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file]) { RedirectStandardError = true, RedirectStandardOutput = true };
            var connection = database.Connection;
            (start.Environment["PGHOST"], start.Environment["PGPORT"]) = (connection.Host, connection.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
            (start.Environment["PGUSER"], start.Environment["PGDATABASE"]) = (connection.UserName, connection.Database);
            start.Environment["PGPASSWORD"] = database.Server.Password;
            start.Environment["PGCLIENTENCODING"] = "LATIN1";
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await output;
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0 == succeeds, errors);
            return errors;
        }
        finally
        {
            File.Delete(file);
        }
    }

    // The history's own times, runs and hosts differ; what is applied must not.
    private static async Task<string> StateAsync(TestDatabase database, string history)
    {
        var applied = await database.ScalarAsync<string>(
            $"SELECT coalesce(string_agg(concat_ws(' ', revision, name, kind, checksum, parents, stamped), E'\\n' ORDER BY revision), '') FROM {history}.applied");
        var log = await database.ScalarAsync<string>(
            $"SELECT string_agg(concat_ws(' ', action, outcome, revision, name, checksum), E'\\n' ORDER BY id) FROM {history}.log");
        var runs = await database.ScalarAsync<string>(
            $"SELECT string_agg(concat_ws(' ', action, target, outcome, from_revisions, '->', to_revisions), E'\\n' ORDER BY started_at) FROM {history}.run");
        var snapshot = await database.SnapshotAsync();
        var rows = string.Join('\n', snapshot.Split('\n').Where(line => !line.StartsWith(history + ".", StringComparison.Ordinal)
            && !line.StartsWith(Bare(history) + ".", StringComparison.Ordinal)));
        return $"{applied}\n--\n{log}\n--\n{runs}\n--\n{rows}".Replace(database.Name, "DB", StringComparison.Ordinal);
    }

    private static string Bare(string quoted) => quoted.Trim('"');
}
