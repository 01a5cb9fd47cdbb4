using System.Diagnostics;
using Npgsql;

namespace PgMigrate.Engine.Tests.Cli;

public sealed class FailureTests
{
    [SkippableFact]
    public async Task A_failing_statement_is_shown_with_its_place_and_ends_with_1()
    {
        await using var database = await CliDatabase.WithUsersAsync();
        database.Write("0003_broken.sql", "-- a comment\nCREATE TABLE t (\n    name textt\n);\n");

        var text = (await database.RunAsync("up")).Ended(1);
        Assert.Contains("error StatementFailed: ", text.Error, StringComparison.Ordinal);
        Assert.Contains("0003_broken.sql:3:10", text.Error, StringComparison.Ordinal);
        Assert.Contains("\n        name textt\n             ^\n", text.Error, StringComparison.Ordinal);
        Assert.Contains("SQLSTATE: 42704", text.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', text.Error);

        var document = (await database.RunAsync("up", "--json")).Ended(1).Json;
        var error = document.GetProperty("error");
        Assert.Equal("StatementFailed", error.GetProperty("id").GetString());
        Assert.Equal("42704", error.GetProperty("sqlState").GetString());
        Assert.Equal(3, error.GetProperty("line").GetInt32());
        Assert.Equal(10, error.GetProperty("column").GetInt32());
        Assert.EndsWith("0003_broken.sql", error.GetProperty("file").GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_was_done_before_a_failure_is_in_the_document()
    {
        await using var database = await CliDatabase.WithUsersAsync();
        database.Write("0003_broken.sql", "SELECT 1/0;\n");

        var run = (await database.RunAsync("up", "--json")).Ended(1).Json.GetProperty("run");

        Assert.Equal("Succeeded", run.GetProperty("steps")[1].GetProperty("outcome").GetString());
    }

    [SkippableFact]
    public async Task A_server_that_is_not_there_ends_with_3_and_tells_no_secret()
    {
        var result = (await CliProcess.RunAsync("status", "--url", "postgresql://someone:hunter2@127.0.0.1:1/shop", "--path", Path.GetTempPath())).Ended(3);

        Assert.Contains("127.0.0.1", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Error + result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_target_it_ends_with_2()
    {
        var result = (await CliProcess.RunAsync("status")).Ended(2);
        Assert.Contains("TargetMissing", result.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Invalid_files_end_with_4()
    {
        await using var database = await CliDatabase.CreateAsync();
        (await database.RunAsync("up")).Ended(4);
        database.Write("0001_one.sql", "-- migrate:colour red\nSELECT 1;\n");
        Assert.Contains("0001_one.sql:1:", (await database.RunAsync("up")).Ended(4).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_held_lock_ends_with_6_and_names_who_holds_it()
    {
        await using var database = await CliDatabase.WithUsersAsync();
        (await database.RunAsync("up", "+1")).Ended(0);
        await using var holder = await database.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE users", holder, transaction))
        {
            await command.ExecuteNonQueryAsync();
        }

        var result = (await database.RunAsync("up", "--json", "--lock-timeout", "200ms", "--lock-budget", "1500ms")).Ended(6);

        var blocker = result.Json.GetProperty("error").GetProperty("blockers")[0];
        Assert.Equal(holder.ProcessID, blocker.GetProperty("pid").GetInt32());
        Assert.Contains("blocked: attempt 1", result.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_failing_verify_section_ends_with_7()
    {
        await using var database = await CliDatabase.CreateAsync();
        database.Write("0001_one.sql", "-- migrate:up\nCREATE TABLE one (id int);\n-- migrate:verify\nSELECT 1/0;\n-- migrate:down\nDROP TABLE one;\n");

        (await database.RunAsync("up")).Ended(7);

        Assert.Equal(0L, await database.ColumnsOfAsync("one"));
        (await database.RunAsync("up", "--skip-verify")).Ended(0);
    }

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task Cancelling_reaches_the_server_and_ends_with_130(int signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent with kill");
        await using var database = await CliDatabase.CreateAsync();
        database.Write("0001_sleep.sql", "CREATE TABLE slept (id int);\nSELECT pg_sleep(60);\n");
        using var process = database.Start("up", "--json");
        const string Sleepers = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(60)%' AND state = 'active' AND pid <> pg_backend_pid()";
        var watch = Stopwatch.StartNew();
        while (await database.QueryAsync<long>(Sleepers) == 0)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "the migration never began");
            await Task.Delay(50);
        }

        watch.Restart();
        process.Signal(signal);
        var result = (await process.EndAsync()).Ended(130);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        Assert.Equal("Cancelled", result.Json.GetProperty("error").GetProperty("id").GetString());
        Assert.Equal(0L, await database.QueryAsync<long>(Sleepers));
        Assert.Equal(0L, await database.ColumnsOfAsync("slept"));
    }

    [SkippableFact]
    public async Task Text_of_files_cannot_drive_the_terminal()
    {
        await using var database = await CliDatabase.CreateAsync();
        database.Write("0001_evil.sql", "SELECT '\e[31m[red]' / 0;\n");

        var result = (await database.RunAsync("up")).Ended(1);

        Assert.DoesNotContain('\e', result.Error + result.Out);
        Assert.Contains("[red]", result.Error, StringComparison.Ordinal);
    }
}
