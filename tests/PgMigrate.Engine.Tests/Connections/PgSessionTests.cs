using System.Diagnostics;
using Npgsql;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Events;

namespace PgMigrate.Engine.Tests.Connections;

public class PgSessionTests
{
    [SkippableFact]
    public async Task A_read_only_session_is_refused_every_write_by_the_server()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE t (a int)");
        await using var session = await Open(database, SessionAccess.ReadOnly);

        foreach (var sql in new[] { "CREATE TABLE x ()", "INSERT INTO t VALUES (1)", "SET TRANSACTION READ WRITE", "SELECT set_config('transaction_read_only', 'off', true)" })
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteAsync(new SqlCommandText(sql), default));
            Assert.Contains(refusal.SqlState, new[] { "25006", "25001" });
        }

        Assert.Equal(1, await session.ScalarAsync<int>(new SqlCommandText("SELECT 1"), default));
    }

    [SkippableFact]
    public async Task A_read_only_session_leaves_nothing_set_behind()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database, SessionAccess.ReadOnly);
        Assert.Equal("1min", await session.ScalarAsync<string>(new SqlCommandText("SHOW statement_timeout"), default));
        Assert.Equal("2s", await session.ScalarAsync<string>(new SqlCommandText("SHOW lock_timeout"), default));
        Assert.Equal("off", await session.ScalarAsync<string>(new SqlCommandText("SHOW jit"), default));

        // Everything that is set differently from the session's start would show here, were it not for the command's own transaction.
        var others = await session.QueryAsync(
            new SqlCommandText("SELECT name FROM pg_settings WHERE source = 'session' AND name NOT IN ('transaction_read_only', 'statement_timeout', 'lock_timeout', 'jit')"),
            row => row.GetString(0),
            default);
        Assert.Empty(others);
    }

    [SkippableFact]
    public async Task A_writing_session_lifts_the_time_limits_of_its_role()
    {
        await using var database = await TestDatabase.CreateAsync();
        foreach (var setting in new[] { "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout" })
        {
            await database.ExecuteAsync($"ALTER DATABASE {TestDatabase.Quote(database.Name)} SET {setting} = '7s'");
        }

        await using var session = await Open(database, SessionAccess.Write);
        foreach (var setting in new[] { "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout" })
        {
            Assert.Equal("0", await session.ScalarAsync<string>(new SqlCommandText("SHOW " + setting), default));
        }
    }

    [SkippableFact]
    public async Task The_server_shows_what_a_session_is_for_and_the_session_knows_its_process()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database, SessionAccess.Write);

        Assert.Equal(await session.ScalarAsync<int>(new SqlCommandText("SELECT pg_backend_pid()"), default), session.BackendPid);
        Assert.Equal("PgMigrate test", await session.ScalarAsync<string>(new SqlCommandText("SHOW application_name"), default));
    }

    [SkippableFact]
    public async Task Every_statement_is_announced_before_it_is_sent_without_its_parameters()
    {
        await using var database = await TestDatabase.CreateAsync();
        var recorder = new Recorder();
        await using var session = await PgSession.OpenAsync(database.Connection, SessionAccess.Write, "test", recorder, default);

        await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteAsync(new SqlCommandText("SELECT 1 / $1::int", 0), default));
        await session.ExecuteUserStatementAsync("CREATE TABLE seen (a int)", default);

        Assert.All(recorder.Statements, s => Assert.True(s.Writes));
        Assert.All(recorder.Statements, s => Assert.Equal(database.Connection.Target, s.Database));
        Assert.Equal(new[] { "SELECT 1 / $1::int", "CREATE TABLE seen (a int)" }, recorder.Statements.Select(s => s.Sql).TakeLast(2));
        await using var reader = await PgSession.OpenAsync(database.Connection, SessionAccess.ReadOnly, "test", recorder, default);
        await reader.ScalarAsync<int>(new SqlCommandText("SELECT 7"), default);
        Assert.False(recorder.Statements.Last().Writes);
    }

    [SkippableFact]
    public async Task The_text_of_a_migration_reaches_the_server_as_one_statement_unchanged()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database, SessionAccess.Write);

        var two = await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteUserStatementAsync("SELECT 1; SELECT 2", default));
        Assert.Equal("42601", two.SqlState);
        var result = await session.ExecuteUserStatementAsync(
            """
            SELECT $$a;:b ? @c$$ = E'a;:b ? @c' AND '[1]'::jsonb @> '[1]' AND '{"a":1}'::jsonb ? 'a' /* :x; */
            """,
            default);
        Assert.Equal(new StatementResult(1, true, true), result);
    }

    [SkippableTheory]
    [InlineData("SELECT true", true)]
    [InlineData("SELECT true UNION ALL SELECT true", true)]
    [InlineData("SELECT false", false)]
    [InlineData("VALUES (true), (false), (true)", false)]
    [InlineData("VALUES (true), (NULL)", false)]
    [InlineData("SELECT true WHERE false", null)]
    [InlineData("SELECT 1", null)]
    [InlineData("SELECT 't'::text", null)]
    [InlineData("DO $$ BEGIN END $$", null)]
    public async Task A_verifying_statement_is_true_only_when_all_its_rows_are(string sql, bool? allTrue)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database, SessionAccess.ReadOnly);

        Assert.Equal(allTrue, (await session.ExecuteUserStatementAsync(sql, default)).AllTrue);
    }

    [SkippableFact]
    public async Task Types_that_only_have_a_text_form_do_not_stop_a_migration()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database, SessionAccess.Write);

        var result = await session.ExecuteUserStatementAsync("SELECT acldefault('r', 10)", default);

        Assert.True(result.ReturnedRows);
    }

    [SkippableFact]
    public async Task The_count_of_rows_is_the_servers()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database, SessionAccess.Write);
        await session.ExecuteUserStatementAsync("CREATE TABLE t (a int)", default);

        Assert.Equal(5, (await session.ExecuteUserStatementAsync("INSERT INTO t SELECT generate_series(1, 5)", default)).RowsAffected);
        Assert.Equal(2, (await session.ExecuteUserStatementAsync("DELETE FROM t WHERE a > 3 RETURNING a", default)).RowsAffected);
        Assert.Equal(0, (await session.ExecuteUserStatementAsync("CREATE INDEX ON t (a)", default)).RowsAffected);
    }

    [SkippableFact]
    public async Task Statements_in_one_batch_stand_or_fall_together_unless_each_is_synchronised()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database, SessionAccess.Write);
        SqlCommandText[] batch = [new("CREATE TABLE one ()"), new("SELECT 1/0"), new("CREATE TABLE two ()")];

        await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteBatchAsync(batch, syncAfterEach: false, default));
        Assert.Null(await session.ScalarAsync<string>(new SqlCommandText("SELECT to_regclass('one')::text"), default));
        var failure = await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.ExecuteBatchAsync(batch, syncAfterEach: true, default));
        Assert.Equal("22012", ServerErrors.Server(failure)!.SqlState);
        Assert.Equal("one", await session.ScalarAsync<string>(new SqlCommandText("SELECT to_regclass('one')::text"), default));
        Assert.Equal("two", await session.ScalarAsync<string>(new SqlCommandText("SELECT to_regclass('two')::text"), default));
    }

    [SkippableFact]
    public async Task Parameters_of_every_usual_type_go_there_and_back()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database, SessionAccess.ReadOnly);
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        Assert.Equal("x", await session.ScalarAsync<string>(new SqlCommandText("SELECT $1", "x"), default));
        Assert.Equal(2L, await session.ScalarAsync<long>(new SqlCommandText("SELECT $1", 2L), default));
        Assert.Equal(now, await session.ScalarAsync<DateTimeOffset>(new SqlCommandText("SELECT $1", now), default));
        Assert.Equal(new[] { "a", "b" }, await session.ScalarAsync<string[]>(new SqlCommandText("SELECT $1", new[] { new[] { "a", "b" } }), default));
        Assert.Equal(TimeSpan.FromSeconds(90), await session.ScalarAsync<TimeSpan>(new SqlCommandText("SELECT $1", TimeSpan.FromSeconds(90)), default));
        Assert.Null(await session.ScalarAsync<string>(new SqlCommandText("SELECT $1::text", (object?)null), default));
        Assert.Null(await session.ScalarAsync<int?>(new SqlCommandText("SELECT NULL::int"), default));
        Assert.Equal(3, await session.ScalarAsync<int?>(new SqlCommandText("SELECT 3"), default));
        var id = Guid.NewGuid();
        Assert.Equal(id, await session.ScalarAsync<Guid>(new SqlCommandText("SELECT $1", id), default));
    }

    [SkippableFact]
    public async Task Cancelling_ends_the_statement_on_the_server_and_the_session_can_go_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database, SessionAccess.Write);
        await using var watcher = await database.OpenAsync();
        using var stop = new CancellationTokenSource();

        var statement = session.ExecuteUserStatementAsync("SELECT pg_sleep(60)", stop.Token);
        await WaitUntil(watcher, $"SELECT state = 'active' AND query LIKE '%pg_sleep%' FROM pg_stat_activity WHERE pid = {session.BackendPid}");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => statement);

        await WaitUntil(watcher, $"SELECT state = 'idle' FROM pg_stat_activity WHERE pid = {session.BackendPid}");
        Assert.False(session.IsBroken);
        Assert.Equal(1, await session.ScalarAsync<int>(new SqlCommandText("SELECT 1"), default));
    }

    [SkippableFact]
    public async Task Ending_a_session_ends_the_statement_under_way()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var watcher = await database.OpenAsync();
        var session = await Open(database, SessionAccess.Write);
        var statement = session.ExecuteUserStatementAsync("SELECT pg_sleep(60)", default);
        await WaitUntil(watcher, $"SELECT state = 'active' FROM pg_stat_activity WHERE pid = {session.BackendPid}");

        await session.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => statement);
        await WaitUntil(watcher, $"SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {session.BackendPid})");
    }

    [SkippableFact]
    public async Task A_terminated_backend_is_told_as_a_lost_connection()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database, SessionAccess.Write);
        var statement = session.ExecuteUserStatementAsync("SELECT pg_sleep(60)", default);
        await Task.Delay(100);
        await database.ExecuteAsync($"SELECT pg_terminate_backend({session.BackendPid})");

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => statement);

        Assert.True(ServerErrors.IsConnectionLoss(failure));
        Assert.Equal("ConnectionLost", ServerErrors.ToError(failure, database.Connection).Id);
        Assert.True(session.IsBroken);
        var later = await Assert.ThrowsAnyAsync<Exception>(() => session.ExecuteAsync(new SqlCommandText("SELECT 1"), default));
        Assert.True(ServerErrors.IsConnectionLoss(later), later.ToString());
    }

    [SkippableFact]
    public async Task Lock_failures_are_told_apart_from_other_failures()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE t (a int)");
        await using var holder = await database.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK t", holder))
        {
            await hold.ExecuteNonQueryAsync();
        }

        await using var session = await Open(database, SessionAccess.Write);
        await session.ExecuteAsync(new SqlCommandText("SET lock_timeout = '50ms'"), default);
        var locked = await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteUserStatementAsync("ALTER TABLE t ADD b int", default));
        var other = await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteUserStatementAsync("SELECT nothing", default));

        Assert.True(ServerErrors.IsLockFailure(locked));
        Assert.False(ServerErrors.IsLockFailure(other));
        Assert.False(ServerErrors.IsConnectionLoss(locked));
        Assert.Equal("StatementFailed", ServerErrors.ToError(other, database.Connection).Id);
        Assert.Equal("42703", ServerErrors.ToError(other, database.Connection).SqlState);
    }

    [SkippableFact]
    public async Task A_closed_connection_opens_no_session()
    {
        await using var database = await TestDatabase.CreateAsync();
        var room = new ConnectionRoom();
        room.Disconnect(database.Connection);
        room.Disconnect(database.Connection);

        var failure = await Assert.ThrowsAsync<PgMigrate.Errors.PgMigrateException>(() => Open(database, SessionAccess.ReadOnly));

        Assert.Equal("ConnectionClosed", failure.Error.Id);
        Assert.True(database.Connection.IsClosed);
    }

    [SkippableFact]
    public async Task Opening_a_session_in_a_warm_process_takes_milliseconds()
    {
        await using var database = await TestDatabase.CreateAsync();
        await (await Open(database, SessionAccess.Write)).DisposeAsync();

        // Not a limit on speed, which is for the benchmarks; an order of magnitude, against a catalogue query at each login.
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var watch = Stopwatch.StartNew();
            await using var session = await Open(database, SessionAccess.Write);
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        Assert.True(best < TimeSpan.FromMilliseconds(100), $"best of 20: {best.TotalMilliseconds} ms");
    }

    internal static Task<PgSession> Open(TestDatabase database, SessionAccess access) =>
        PgSession.OpenAsync(database.Connection, access, "test", NoEvents.Instance, CancellationToken.None);

    internal static async Task WaitUntil(NpgsqlConnection watcher, string condition)
    {
        for (var attempt = 0; attempt < 500; attempt++)
        {
            await using var command = new NpgsqlCommand(condition, watcher);
            if (await command.ExecuteScalarAsync() is true)
            {
                return;
            }

            await Task.Delay(20);
        }

        Assert.Fail("Never became true: " + condition);
    }
}
