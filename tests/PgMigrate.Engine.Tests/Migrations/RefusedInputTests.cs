using System.Diagnostics;
using System.Text;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations;

/// <summary>Each bad input: an error that says what, where and what next, and a database in which nothing has changed.</summary>
public sealed class RefusedInputTests
{
    private const string Good = "CREATE TABLE good (id int);";

    private static async Task<PgError> RefusedAsync(TestDatabase database, Func<Task> command, string id, params string[] mentions)
    {
        var before = await database.SnapshotAsync();
        var error = (await Assert.ThrowsAsync<PgMigrateException>(command)).Error;
        Assert.Equal(id, error.Id);
        Assert.NotEmpty(error.Next);
        Assert.All(mentions, mention => Assert.Contains(mention, error.ToString(), StringComparison.Ordinal));
        Assert.Equal(before, await database.SnapshotAsync());
        return error;
    }

    [SkippableTheory]
    [InlineData(ErrorIds.UnterminatedQuote, "SELECT 1;\n  SELECT 'it''s open;\nSELECT 2;", 2, 10)]
    [InlineData(ErrorIds.UnterminatedQuote, "SELECT 1;\nDO $do$ BEGIN END $dont$;", 2, 4)]
    [InlineData(ErrorIds.UnterminatedQuote, "SELECT 1 AS \"open;", 1, 13)]
    [InlineData(ErrorIds.UnterminatedComment, "SELECT 1; /* /* */", 1, 11)]
    [InlineData(ErrorIds.UnbalancedParenthesis, "SELECT (1;\nSELECT 2;", 1, 8)]
    [InlineData(ErrorIds.CopyDataUnterminated, "CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n2\n", 2, 1)]
    [InlineData(ErrorIds.MetaCommandRefused, "SELECT 1;\n\\connect other\nSELECT 2;", 2, 1)]
    [InlineData(ErrorIds.MetaCommandRefused, "\\i other.sql", 1, 1)]
    [InlineData(ErrorIds.MetaCommandRefused, "\\copy t FROM 'x'", 1, 1)]
    [InlineData(ErrorIds.TransactionControlRefused, "SELECT 1;\n COMMIT;", 2, 2)]
    [InlineData(ErrorIds.VariableUndeclared, "SELECT 1;\nCREATE TABLE ${name} (id int);", 2, 14)]
    public async Task A_script_that_cannot_be_read_is_refused_at_its_place_before_anything_runs(string id, string text, int line, int column)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_good.sql", Good), ("2_bad.sql", text));

        var error = await RefusedAsync(database, () => migrations.Up(database), id, "2_bad.sql");

        Assert.Equal((line, column), (error.Position!.Line, error.Position.Column));
    }

    [SkippableFact]
    public async Task A_file_that_is_not_UTF8_is_refused_with_the_place()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_good.sql", Good));
        File.WriteAllBytes(Path.Combine(migrations.Path, "2_bad.sql"), Encoding.Latin1.GetBytes("SELECT 1;\nSELECT 'ä';"));
        var error = await RefusedAsync(database, () => migrations.Up(database), ErrorIds.FileNotUtf8, "2_bad.sql");
        Assert.Equal((2, 9), (error.Position!.Line, error.Position.Column));
    }

    [SkippableFact]
    public async Task An_applied_file_that_was_edited_or_deleted_stops_every_run()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.sql", Good), ("2_b.sql", "SELECT 2;"), ("3_c.sql", "SELECT 3;"));
        await migrations.Up(database, "2");

        migrations.Write("1_a.sql", Good + " -- edited");
        var edited = await RefusedAsync(database, () => migrations.Up(database), ErrorIds.FileChanged, "1_a", "-AcceptChecksum");
        Assert.EndsWith("1_a.sql", edited.Position!.File, StringComparison.Ordinal);
        Assert.Equal(
            [MigrationState.Changed, MigrationState.Applied, MigrationState.Pending],
            (await migrations.Status(database)).Select(s => s.State));

        migrations.Write("1_a.sql", Good.Replace("\n", "\r\n", StringComparison.Ordinal));
        migrations.Delete("2_b.sql");
        await RefusedAsync(database, () => migrations.Up(database), ErrorIds.FileMissing, "2_b", "-RemoveMissing");
        Assert.Contains((await migrations.Status(database)), s => s is { Revision: "2", State: MigrationState.Missing, File: null });
    }

    [SkippableFact]
    public async Task A_file_that_comes_too_late_is_refused_and_applied_when_it_is_named()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.sql", "SELECT 1;"), ("3_c.sql", "SELECT 3;"));
        await migrations.Up(database);
        migrations.Write("2_b.sql", "CREATE TABLE late (id int);");

        await RefusedAsync(database, () => migrations.Up(database), ErrorIds.OutOfOrder, "2_b.sql", "-AllowOutOfOrder 2");
        Assert.Equal(MigrationState.OutOfOrder, (await migrations.Status(database)).Single(s => s.Revision == "2").State);

        var run = await migrations.Up(database, with: o => o with { AllowOutOfOrder = ["2"] });
        Assert.Equal(["2"], run.Steps.Select(s => s.Revision));
        Assert.Equal(MigrationOutcome.NothingToDo, (await migrations.Up(database)).Outcome);
    }

    [SkippableFact]
    public async Task A_missing_reverse_is_named_before_anything_is_undone()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(
            ("1_a.up.sql", Good), ("2_b.up.sql", "SELECT 2;"), ("3_c.up.sql", "CREATE TABLE c (id int);"), ("3_c.down.sql", "DROP TABLE c;"));
        await migrations.Up(database);

        var error = await RefusedAsync(database, () => migrations.Down(database, "base"), ErrorIds.ReverseMissing, "1_a, 2_b", "2_b.up.sql");
        Assert.DoesNotContain("3_c", error.What, StringComparison.Ordinal);
        Assert.Equal(["3"], (await migrations.Down(database, "2")).Steps.Select(s => s.Revision));
    }

    [SkippableFact]
    public async Task Graph_errors_reach_the_command_and_change_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.sql", Good), ("2_b.sql", "-- migrate:revises 1\nSELECT 2;"), ("3_c.sql", "-- migrate:revises 1\nSELECT 3;"));
        await RefusedAsync(database, () => migrations.Up(database), ErrorIds.SeveralHeads, "2_b, 3_c", "Merge-PgMigration");
        migrations.Write("2_b.sql", "-- migrate:revises 3\nSELECT 2;");
        migrations.Write("3_c.sql", "-- migrate:revises 2\nSELECT 2;");
        await RefusedAsync(database, () => migrations.Up(database), ErrorIds.GraphCycle, "2_b -> 3_c -> 2_b");
        migrations.Write("3_c.sql", "-- migrate:revises 77\nSELECT 2;");
        await RefusedAsync(database, () => migrations.Up(database), ErrorIds.ParentUnknown, "77", "3_c.sql:1:1");
        migrations.Write("3_c.sql", "-- migrate:no-such-key 77\nSELECT 2;");
        await RefusedAsync(database, () => migrations.Up(database), ErrorIds.DirectiveUnknown, "no-such-key", "3_c.sql:1:1");
    }

    [SkippableTheory]
    [InlineData("Database", ErrorIds.DatabaseNotFound)]
    [InlineData("Port", ErrorIds.ServerUnreachable)]
    [InlineData("Password", ErrorIds.LoginFailed)]
    [InlineData("Username", ErrorIds.LoginFailed)]
    public async Task A_target_that_is_not_there_or_lets_nobody_in_is_named_without_its_password(string wrong, string id)
    {
        var server = await TestServer.GetAsync();
        var builder = new Npgsql.NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            [wrong] = wrong == "Port" ? PgMigrate.Engine.Sandboxes.FreePort.Find() : "no such " + wrong,
        };
        var failure = await Assert.ThrowsAsync<PgMigrateException>(() => new ConnectionRoom().ConnectAsync(
            new ConnectOptions { ConnectionString = builder.ConnectionString }, NoEvents.Instance, CancellationToken.None));
        Assert.Equal(id, failure.Error.Id);
        Assert.NotEmpty(failure.Error.Next);
        Assert.DoesNotContain(builder.Password!, failure.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_role_that_may_not_make_the_history_is_told_who_can_and_then_works()
    {
        await using var database = await TestDatabase.CreateAsync();
        var role = $"role \"{Guid.NewGuid():N}";
        var quoted = TestDatabase.Quote(role);
        await database.ExecuteAsync($"CREATE ROLE {quoted} LOGIN PASSWORD 'secret'");
        try
        {
            var connection = await database.Server.ConnectAsync(database.Name, role, "secret");
            using var migrations = new TestMigrations(("1_a.sql", "SELECT 1;")) { Schema = "His\"tory" };
            var plan = await migrations.PlanUp(connection);
            var error = await RefusedAsync(database, () => migrations.Run(plan), ErrorIds.PermissionDenied, role, "CREATE SCHEMA \"His\"\"tory\" AUTHORIZATION");

            var advice = error.Next["As an administrator: ".Length..(error.Next.IndexOf(';', StringComparison.Ordinal) + 1)];
            await database.ExecuteAsync(advice);
            Assert.Equal(MigrationOutcome.Succeeded, (await migrations.Run(await migrations.PlanUp(connection))).Outcome);
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {quoted}; DROP ROLE {quoted}");
        }
    }

    [SkippableFact]
    public async Task A_read_only_database_can_be_planned_for_but_not_changed()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync($"ALTER DATABASE {TestDatabase.Quote(database.Name)} SET default_transaction_read_only = on");
        var connection = await database.Server.ConnectAsync(database.Name);
        using var migrations = new TestMigrations(("1_a.sql", Good));
        var plan = await migrations.PlanUp(connection);
        Assert.Single(plan.Steps);
        await RefusedAsync(database, () => migrations.Run(plan), ErrorIds.DatabaseReadOnly, "default_transaction_read_only", "RESET");
    }

    [SkippableFact]
    public async Task A_history_of_a_newer_version_or_a_damaged_one_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var migrations = new TestMigrations(("1_a.sql", Good));
        await migrations.Up(database);

        await database.ExecuteAsync("INSERT INTO pgmigrate.history_version (version, tool_version) VALUES (99, '9.9')");
        await RefusedAsync(database, () => migrations.Up(database), ErrorIds.HistoryNewer, "99", "newer");
        await database.ExecuteAsync("DELETE FROM pgmigrate.history_version WHERE version = 99; ALTER TABLE pgmigrate.journal RENAME TO gone");
        await RefusedAsync(database, () => migrations.Up(database), ErrorIds.HistoryDamaged, "journal");
        await database.ExecuteAsync("ALTER TABLE pgmigrate.gone RENAME TO journal; ALTER TABLE pgmigrate.applied RENAME COLUMN checksum TO sum");
        await RefusedAsync(database, () => migrations.Status(database), ErrorIds.HistoryDamaged, "checksum");
        await database.ExecuteAsync("ALTER TABLE pgmigrate.applied RENAME COLUMN sum TO checksum; DELETE FROM pgmigrate.history_version");
        await RefusedAsync(database, () => migrations.Up(database), ErrorIds.HistoryDamaged, "history_version");
    }

    [SkippableFact]
    public async Task A_standby_is_refused()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable(OtherMajors.FullRun) == "1", $"a standby is made in full runs ({OtherMajors.FullRun}=1)");
        await using var standby = await TestStandby.StartAsync();
        using var migrations = new TestMigrations(("1_a.sql", Good));
        Assert.True(standby.Connection.IsStandby);
        var plan = await migrations.PlanUp(standby.Connection);
        var error = (await Assert.ThrowsAsync<PgMigrateException>(() => migrations.Run(plan))).Error;
        Assert.Equal(ErrorIds.DatabaseReadOnly, error.Id);
        Assert.Contains("primary", error.Next, StringComparison.Ordinal);
    }
}
