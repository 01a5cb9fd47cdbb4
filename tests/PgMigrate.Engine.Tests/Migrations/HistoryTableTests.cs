using Npgsql;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations;

public sealed class HistoryTableTests
{
    [SkippableTheory]
    [InlineData("pgmigrate")]
    [InlineData("Hi.\"st'ory; $guard$")]
    [InlineData("ünï–63-bytes-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task The_history_can_live_in_a_schema_of_any_name(string schema)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.up.sql", "CREATE TABLE \"T.a\"\"ble\" (id int);"), ("1_a.down.sql", "DROP TABLE \"T.a\"\"ble\";")) { Schema = schema };
        var run = await migrations.Up(database);
        Assert.Equal(MigrationOutcome.Succeeded, run.Outcome);
        Assert.Equal(MigrationOutcome.NothingToDo, (await migrations.Up(database)).Outcome);
        Assert.Equal(1, await database.ScalarAsync<long>($"SELECT count(*) FROM pg_namespace WHERE nspname = {Literal(schema)}"));
        Assert.Equal(MigrationState.Applied, Assert.Single(await migrations.Status(database)).State);
        await migrations.Down(database, run: run.Id);
        Assert.Equal([MigrationAction.Down, MigrationAction.Up], (await migrations.History(database)).Select(l => l.Action));
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("ü2345678901234567890123456789012345678901234567890123456789012")]
    public async Task A_name_that_the_server_would_cut_off_or_refuse_is_refused_at_once(string schema)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.sql", "SELECT 1;")) { Schema = schema + (schema.Length > 60 ? "3" : "") };
        var before = await database.SnapshotAsync();
        var error = (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Up(database))).Error;
        Assert.Equal(ErrorIds.HistorySchemaInvalid, error.Id);
        Assert.Contains("63 bytes", error.Next, StringComparison.Ordinal);
        Assert.Equal(before, await database.SnapshotAsync());
    }

    [SkippableTheory]
    [InlineData("UPDATE pgmigrate.log SET outcome = 'failed'")]
    [InlineData("DELETE FROM pgmigrate.log")]
    [InlineData("TRUNCATE pgmigrate.log")]
    public async Task The_log_takes_new_lines_only(string sql)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.sql", "SELECT 1;"));
        await migrations.Up(database);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(sql));
        Assert.Contains("append-only", refused.MessageText, StringComparison.Ordinal);
        Assert.Single(await migrations.History(database));
    }

    [SkippableFact]
    public async Task Every_table_and_every_column_says_what_it_holds()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.sql", "SELECT 1;"));
        await migrations.Up(database);
        Assert.Equal("", await database.ScalarAsync<string>(
            """
            SELECT coalesce(string_agg(c.relname || '.' || coalesce(a.attname, ''), ', '), '')
            FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace = 'pgmigrate'::regnamespace AND c.relkind = 'r'
              AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL)
            """));
        Assert.Equal(5, await database.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relnamespace = 'pgmigrate'::regnamespace AND relkind = 'r'"));
    }

    [SkippableFact]
    public async Task Variables_reach_every_kind_of_quote_as_data()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.sql",
            """
            CREATE TABLE "${name}" (plain text, escaped text, dollar text, undeclared text);
            INSERT INTO "${name}" VALUES ('${value}', E'${value}', $q$${value}$q$, '${nobody}');
            COMMENT ON TABLE "${name}" IS '${value}'; -- ${nobody}
            CREATE INDEX ${index} ON "${name}" (plain);
            """));
        const string Value = "it's \"a\\b\" $$ é; --";
        migrations.Variables["value"] = Value;
        migrations.Variables["name"] = "ta\"ble. Ü";
        migrations.Variables["index"] = "plain_index";

        await migrations.Up(database);

        Assert.Equal(
            $"{Value}|{Value}|{Value}|${{nobody}}",
            await database.ScalarAsync<string>("SELECT concat_ws('|', plain, escaped, dollar, undeclared) FROM \"ta\"\"ble. Ü\""));
        Assert.Equal(Value, await database.ScalarAsync<string>("SELECT obj_description('\"ta\"\"ble. Ü\"'::regclass)"));
    }

    private static string Literal(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
}
