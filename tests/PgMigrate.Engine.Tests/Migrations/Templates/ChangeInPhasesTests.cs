using Npgsql;
using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Errors;
using static PgMigrate.Engine.Tests.Migrations.Templates.TemplateNames;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

/// <summary>What happens to rows while a change goes through its phases, there and back.</summary>
public sealed class ChangeInPhasesTests
{
    [SkippableTheory]
    [InlineData("plain")]
    [InlineData("hostile")]
    public async Task A_rename_keeps_what_old_and_new_applications_write_in_every_phase(string set)
    {
        var names = TemplateNames.Find(set);
        var (table, old, to) = (names.QualifiedTable, Q(names.Column), Q(names.To));
        await using var database = await StartAsync(names);
        var steps = await AddAsync(database, names, "rename-column", ("column", names.Column), ("to", names.To), ("type", "text"));

        await database.UpAsync(steps["expand"]);
        await database.SqlAsync($"""
            INSERT INTO {table} (quantity, {old}) VALUES (-1, 'by old');
            INSERT INTO {table} (quantity, {to}) VALUES (-2, 'by new');
            UPDATE {table} SET {old} = 'changed by old' WHERE quantity = 1;
            UPDATE {table} SET {to} = 'changed by new' WHERE quantity = 2;
            """);
        await database.UpAsync(steps["backfill"]);
        Assert.Equal(0, await CountAsync(database, $"{table} WHERE {old} IS DISTINCT FROM {to}"));
        await database.SqlAsync($"UPDATE {table} SET {to} = NULL WHERE quantity = 3; UPDATE {table} SET {old} = 'both', {to} = 'new wins' WHERE quantity = 4");
        Assert.Equal(0, await CountAsync(database, $"{table} WHERE {old} IS DISTINCT FROM {to}"));

        await database.UpAsync(steps["contract"]);
        var expected = """
            -2:by new
            -1:by old
            1:changed by old
            2:changed by new
            3:
            4:new wins
            5:n5
            """.ReplaceLineEndings("\n");
        Assert.Equal(expected, await FirstRowsAsync(database, table, to));
        await database.SqlAsync($"INSERT INTO {table} (quantity, {to}) VALUES (-3, 'after')");

        // Back: the old column is filled again, then both live on, then the new one goes.
        await database.DownAsync(steps["contract"]);
        Assert.Equal(0, await CountAsync(database, $"{table} WHERE {old} IS DISTINCT FROM {to}"));
        await database.SqlAsync($"UPDATE {table} SET {old} = 'old again' WHERE quantity = 5; UPDATE {table} SET {to} = 'new again' WHERE quantity = -1");
        await database.DownAsync(steps["backfill"]);
        await database.DownAsync(steps["expand"]);
        Assert.Equal(
            "-3:after\n" + expected.Replace("5:n5", "5:old again", StringComparison.Ordinal).Replace("-1:by old", "-1:new again", StringComparison.Ordinal),
            await FirstRowsAsync(database, table, old));
    }

    [SkippableFact]
    public async Task A_renamed_column_with_a_default_takes_what_old_applications_write_and_not_the_default()
    {
        var names = TemplateNames.Find("plain");
        await using var database = await StartAsync(names);
        var steps = await AddAsync(database, names, "rename-column", ("column", "amount"), ("to", "sum"), ("type", "integer"), ("default", "7"), ("not_null", "true"));
        foreach (var step in (string[])["expand", "backfill", "not_null"])
        {
            await database.UpAsync(steps[step]);
            await database.SqlAsync("INSERT INTO app.suppliers (quantity, amount) VALUES (-1, 100); INSERT INTO app.suppliers (quantity, sum) VALUES (-2, 200); INSERT INTO app.suppliers (quantity) VALUES (-3)");
        }

        await database.UpAsync(steps["contract"]);
        await database.SqlAsync("INSERT INTO app.suppliers (quantity) VALUES (-3)");
        Assert.Equal("-1:100 -2:200 -3:7", await database.ScalarAsync<string>("SELECT string_agg(DISTINCT quantity || ':' || sum, ' ' ORDER BY quantity || ':' || sum) FROM app.suppliers WHERE quantity < 0"));
        await Assert.ThrowsAsync<PostgresException>(() => database.SqlAsync("INSERT INTO app.suppliers (quantity, sum) VALUES (1, NULL)"));
    }

    [SkippableTheory]
    [InlineData("plain")]
    [InlineData("hostile")]
    public async Task A_change_of_type_keeps_what_is_written_before_and_after_the_swap_and_back(string set)
    {
        var names = TemplateNames.Find(set);
        var (table, column) = (names.QualifiedTable, Q(names.Column));
        await using var database = await StartAsync(names);
        var steps = await AddAsync(
            database, names, "change-type", ("column", names.Column), ("old_type", "text"), ("type", "integer"),
            ("using", $"replace({column}, 'n', '')::integer"), ("back", $"'n' || {column}"));
        await database.SqlAsync($"UPDATE {table} SET {column} = 'n007' WHERE quantity = 7");

        await database.UpAsync(steps["expand"]);
        await database.SqlAsync($"INSERT INTO {table} (quantity, {column}) VALUES (-1, 'n111'); UPDATE {table} SET {column} = 'n42' WHERE quantity = 1");
        await database.UpAsync(steps["backfill"]);
        await database.SqlAsync($"UPDATE {table} SET {column} = 'n43' WHERE quantity = 2; INSERT INTO {table} (quantity, {column}) VALUES (-2, NULL)");
        Assert.Equal("n007", await database.ScalarAsync<string>($"SELECT {column} FROM {table} WHERE quantity = 7"));

        await database.UpAsync(steps["swap"]);
        Assert.Equal("integer", await database.ScalarAsync<string>($"SELECT pg_typeof({column})::text FROM {table} LIMIT 1"));
        Assert.Equal("-2:\n-1:111\n1:42\n2:43\n3:3\n4:4\n5:5", await FirstRowsAsync(database, table, column));
        await database.SqlAsync($"INSERT INTO {table} (quantity, {column}) VALUES (-3, 333); UPDATE {table} SET {column} = 44 WHERE quantity = 3");

        await database.UpAsync(steps["contract"]);
        await database.SqlAsync($"UPDATE {table} SET {column} = 45 WHERE quantity = 4");

        foreach (var step in (string[])["contract", "swap"])
        {
            await database.DownAsync(steps[step]);
        }

        await database.SqlAsync($"UPDATE {table} SET {column} = 'n46' WHERE quantity = 5");
        Assert.Equal("-3:n333\n-2:\n-1:n111\n1:n42\n2:n43\n3:n44\n4:n45\n5:n46", await FirstRowsAsync(database, table, column));

        // And forward once more from there: the trigger has been at work since the way back.
        await database.UpAsync(steps["swap"]);
        Assert.Equal("-3:333\n-2:\n-1:111\n1:42\n2:43\n3:44\n4:45\n5:46", await FirstRowsAsync(database, table, column));
    }

    [SkippableFact]
    public async Task A_wider_number_that_the_old_type_cannot_hold_stops_the_way_back_and_changes_nothing()
    {
        var names = TemplateNames.Find("plain");
        await using var database = await StartAsync(names);
        var steps = await AddAsync(database, names, "change-type", ("column", "amount"), ("old_type", "integer"), ("type", "bigint"), ("default", "7"), ("not_null", "true"));
        foreach (var step in (string[])["expand", "backfill", "not_null", "swap"])
        {
            await database.UpAsync(steps[step]);
        }

        await database.SqlAsync("UPDATE app.suppliers SET amount = 5000000000 WHERE quantity = 1");
        var error = await Assert.ThrowsAsync<PgMigrateException>(() => database.DownAsync(steps["swap"]));
        Assert.Contains("integer out of range", error.Message, StringComparison.Ordinal);
        Assert.True(await database.VerifyAsync(steps["swap"]));
        Assert.Equal(5_000_000_000, await database.ScalarAsync<long>("SELECT amount FROM app.suppliers WHERE quantity = 1"));
    }

    [SkippableFact]
    public async Task A_conversion_that_does_not_give_the_new_type_fails_before_anything_is_changed()
    {
        var names = TemplateNames.Find("plain");
        await using var database = await StartAsync(names);
        var steps = await AddAsync(database, names, "change-type", ("column", "name"), ("old_type", "text"), ("type", "integer"));
        var before = await TemplateSnapshot.TakeAsync(database);
        await Assert.ThrowsAsync<PgMigrateException>(() => database.UpAsync(steps["expand"]));
        Assert.Equal(before, await TemplateSnapshot.TakeAsync(database));
    }

    [SkippableFact]
    public async Task A_backfill_fills_every_row_and_leaves_what_was_there()
    {
        var names = TemplateNames.Find("plain");
        await using var database = await StartAsync(names);
        var steps = await AddAsync(database, names, "not-null", ("column", "note"), ("backfill", "'of ' || name"));
        await database.UpAsync(steps["backfill"]);
        Assert.Equal(833, await CountAsync(database, "app.suppliers WHERE note = 'x'"));
        Assert.Equal(1667, await CountAsync(database, "app.suppliers WHERE note = 'of ' || name"));
    }

    [SkippableFact]
    public async Task A_backfill_commits_each_batch_so_that_a_stopped_one_goes_on()
    {
        var names = TemplateNames.Find("plain");
        await using var database = await StartAsync(names);
        await database.SqlAsync("ALTER TABLE app.suppliers ADD COLUMN place serial UNIQUE");
        var steps = await AddAsync(database, names, "not-null", ("column", "note"), ("backfill", "(1 / (quantity - 2401))::text"), ("key", "place"), ("batch", "1000"));
        await Assert.ThrowsAsync<PgMigrateException>(() => database.UpAsync(steps["backfill"]));
        Assert.Equal(0, await CountAsync(database, "app.suppliers WHERE note IS NULL AND place <= 2000"));
        Assert.NotEqual(0, await CountAsync(database, "app.suppliers WHERE note IS NULL AND place > 2000"));
    }

    private static async Task<TemplateDatabase> StartAsync(TemplateNames names)
    {
        var database = await TemplateDatabase.CreateAsync();
        await database.SqlAsync(TemplateCases.Tables(names));
        return database;
    }

    private static async Task<long> CountAsync(TemplateDatabase database, string from) => await database.ScalarAsync<long>("SELECT count(*) FROM " + from);

    private static Task<string> FirstRowsAsync(TemplateDatabase database, string table, string column) => database.ScalarAsync<string>(
        $"SELECT string_agg(quantity || ':' || coalesce({column}::text, ''), E'\\n' ORDER BY quantity) FROM {table} WHERE quantity < 6");

    private static async Task<Dictionary<string, RenderedMigration>> AddAsync(
        TemplateDatabase database, TemplateNames names, string template, params (string Name, string Value)[] arguments)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["schema"] = names.Schema, ["table"] = names.Table, ["key"] = names.Key, ["pause"] = "0",
        };
        foreach (var (name, value) in arguments)
        {
            all[name] = value;
        }

        return (await database.AddAsync(template, all)).ToDictionary(m => m.NameSuffix, StringComparer.Ordinal);
    }
}
