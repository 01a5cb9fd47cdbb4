using System.Text.Json;

namespace PgMigrate.Engine.Tests.Cli;

public sealed class MigratingTests
{
    [SkippableFact]
    public async Task A_ci_gate_sees_pending_then_applied()
    {
        await using var database = await CliDatabase.WithUsersAsync();

        (await database.RunAsync("status", "--check")).Ended(10);
        var up = (await database.RunAsync("up")).Ended(0);
        (await database.RunAsync("status", "--check")).Ended(0);
        var again = (await database.RunAsync("up")).Ended(0);

        Assert.Contains("0001_create_users", up.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing to do", again.Out, StringComparison.Ordinal);
        Assert.Equal(2L, await database.ColumnsOfAsync("users"));
    }

    [SkippableFact]
    public async Task Every_run_says_which_database_and_where_that_came_from()
    {
        await using var database = await CliDatabase.WithUsersAsync();

        var result = (await database.RunElsewhereAsync(["status", "--json"], new Dictionary<string, string> { ["DATABASE_URL"] = database.Url })).Ended(0);

        Assert.Equal("DATABASE_URL", result.Json.GetProperty("source").GetString());
        Assert.Contains("DATABASE_URL", result.Error, StringComparison.Ordinal);
        Assert.Contains(database.Name, result.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Down_without_a_terminal_refuses_until_it_is_told_yes()
    {
        await using var database = await CliDatabase.WithUsersAsync();
        (await database.RunAsync("up")).Ended(0);
        var before = await database.CatalogueAsync();

        var refused = (await database.RunAsync("down")).Ended(8);
        Assert.Contains("--yes", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, await database.CatalogueAsync());

        (await database.RunAsync("down", "-1", "--yes")).Ended(0);
        Assert.Equal(1L, await database.ColumnsOfAsync("users"));
    }

    [SkippableFact]
    public async Task Production_is_asked_about_even_on_the_way_up()
    {
        await using var database = await CliDatabase.WithUsersAsync();
        var at = database.Keywords;
        var environment = new Dictionary<string, object?> { ["host"] = at.Host, ["port"] = at.Port, ["database"] = at.Database, ["user"] = at.Username, ["production"] = true };
        database.Write("pgmigrate.json", JsonSerializer.Serialize(new { environments = new { live = environment } }));
        var password = new Dictionary<string, string> { ["PGPASSWORD"] = database.Password };
        var before = await database.CatalogueAsync();

        var refused = (await database.RunElsewhereAsync(["up", "-e", "live"], password)).Ended(8);
        Assert.Contains("production", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, await database.CatalogueAsync());

        (await database.RunElsewhereAsync(["up", "-e", "live", "--yes"], password)).Ended(0);
        Assert.NotEqual(before, await database.CatalogueAsync());
    }

    [SkippableFact]
    public async Task A_dry_run_shows_the_plan_and_changes_nothing()
    {
        await using var database = await CliDatabase.WithUsersAsync();
        var before = await database.CatalogueAsync();

        var text = (await database.RunAsync("up", "--dry-run")).Ended(0);
        var json = (await database.RunAsync("up", "--dry-run", "--json")).Ended(0).Json;
        (await database.RunAsync("stamp", "head", "--dry-run")).Ended(0);

        Assert.Contains("CREATE TABLE users", text.Out, StringComparison.Ordinal);
        Assert.True(json.GetProperty("dryRun").GetBoolean());
        Assert.Equal(2, json.GetProperty("steps").GetArrayLength());
        Assert.Equal(before, await database.CatalogueAsync());
    }

    [SkippableFact]
    public async Task A_run_is_undone_as_a_whole_by_the_id_that_it_gave()
    {
        await using var database = await CliDatabase.WithUsersAsync();
        var run = (await database.RunAsync("up", "--json", "--reason", "CHG-7")).Ended(0).Json;

        var undone = (await database.RunAsync("down", "--run", run.GetProperty("runId").GetString()!, "--yes", "--json")).Ended(0).Json;

        Assert.Equal(2, undone.GetProperty("steps").GetArrayLength());
        Assert.Equal(0L, await database.ColumnsOfAsync("users"));
        var history = (await database.RunAsync("history", "--json")).Ended(0).Json.GetProperty("entries");
        Assert.Contains(history.EnumerateArray(), entry => entry.GetProperty("reason").GetString() == "CHG-7");
    }

    [SkippableFact]
    public async Task Stamp_records_without_running()
    {
        await using var database = await CliDatabase.WithUsersAsync();

        (await database.RunAsync("stamp", "0001", "--yes")).Ended(0);

        var first = (await database.RunAsync("status", "--json")).Ended(0).Json.GetProperty("migrations")[0];
        Assert.Equal("Applied", first.GetProperty("state").GetString());
        Assert.True(first.GetProperty("stamped").GetBoolean());
        Assert.Equal(0L, await database.ColumnsOfAsync("users"));
    }

    [SkippableFact]
    public async Task The_exported_script_run_by_psql_leaves_nothing_to_do()
    {
        await using var database = await CliDatabase.WithUsersAsync();
        var psql = Psql.Find();
        Skip.If(psql is null, "psql was not found");

        (await database.RunAsync("sql", "--out", "script.sql")).Ended(0);
        await Psql.RunAsync(psql, database.Url, Path.Combine(database.Folder, "script.sql"));

        Assert.Equal(2L, await database.ColumnsOfAsync("users"));
        Assert.Equal("NothingToDo", (await database.RunAsync("up", "--json")).Ended(0).Json.GetProperty("outcome").GetString());
    }

    [SkippableFact]
    public async Task Sql_to_standard_output_is_the_script_and_nothing_else()
    {
        await using var database = await CliDatabase.WithUsersAsync();

        var text = (await database.RunAsync("sql", "+1")).Ended(0).Out;
        var document = (await database.RunAsync("sql", "+1", "--json")).Ended(0).Json;

        Assert.Contains("CREATE TABLE users", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ADD COLUMN name", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Target:", text, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE users", document.GetProperty("script").GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_changed_file_is_accepted_on_the_record()
    {
        await using var database = await CliDatabase.WithUsersAsync();
        (await database.RunAsync("up")).Ended(0);
        database.Write("0001_create_users.sql", "CREATE TABLE users (id int PRIMARY KEY); -- edited\n");

        (await database.RunAsync("status", "--check")).Ended(5);
        (await database.RunAsync("up")).Ended(5);
        (await database.RunAsync("repair", "--accept-checksum", "0001", "--yes", "--reason", "a comment")).Ended(0);
        (await database.RunAsync("up")).Ended(0);

        var latest = (await database.RunAsync("history", "--limit", "1", "--json")).Ended(0).Json.GetProperty("entries")[0];
        Assert.Equal("Repair", latest.GetProperty("action").GetString());
    }
}
