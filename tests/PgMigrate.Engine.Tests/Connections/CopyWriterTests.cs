using System.Text;
using Npgsql;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Tests.Servers;

namespace PgMigrate.Engine.Tests.Connections;

public class CopyWriterTests
{
    private const string Copy = "COPY t (a, b) FROM STDIN";

    [SkippableFact]
    public async Task Copied_text_arrives_whole_however_it_is_cut_into_pieces()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database);
        var line = "\tgrüße 🐘 " + new string('x', 3000) + "\n";
        var text = new StringBuilder();
        for (var i = 0; i < 300; i++)
        {
            text.Append(i).Append(line);
        }

        var whole = text.ToString();
        var random = new Random(1);
        await using (var writer = await session.BeginCopyInAsync(Copy, default))
        {
            // Cuts fall inside surrogate pairs too.
            for (var at = 0; at < whole.Length;)
            {
                var length = Math.Min(random.Next(1, 5000), whole.Length - at);
                await writer.WriteAsync(whole.AsMemory(at, length));
                at += length;
            }
        }

        Assert.Equal(300, await session.ScalarAsync<long>(new SqlCommandText("SELECT count(*) FROM t WHERE b = $1", line.Trim('\t', '\n')), default));
    }

    [SkippableFact]
    public async Task Bytes_and_text_can_be_mixed_and_lines_end_as_the_server_wants_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database);
        await using (TextWriter writer = await session.BeginCopyInAsync(Copy, default))
        {
            await writer.WriteAsync("1\ta");
            await writer.WriteLineAsync();
            await ((CopyWriter)writer).WriteUtf8Async("2\tbé\n"u8.ToArray(), default);
            writer.Write("3\tc\n");
            writer.WriteLine("4\td");
        }

        Assert.Equal(4, await session.ScalarAsync<long>(new SqlCommandText("SELECT count(*) FROM t"), default));
        Assert.Equal("bé", await session.ScalarAsync<string>(new SqlCommandText("SELECT b FROM t WHERE a = 2"), default));
    }

    [SkippableFact]
    public async Task An_aborted_copy_leaves_nothing_and_the_session_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database);
        var writer = await session.BeginCopyInAsync(Copy, default);
        await writer.WriteAsync("1\ta\n");
        await writer.AbortAsync();
        await writer.AbortAsync();
        await writer.DisposeAsync();

        Assert.Equal(0, await session.ScalarAsync<long>(new SqlCommandText("SELECT count(*) FROM t"), default));
    }

    [SkippableFact]
    public async Task Wrong_data_is_the_servers_error_and_the_session_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database);
        var writer = await session.BeginCopyInAsync(Copy, default);
        await writer.WriteAsync("one\ta\n");

        var failure = await Assert.ThrowsAsync<PostgresException>(async () => await writer.DisposeAsync());

        Assert.Equal("22P02", failure.SqlState);
        Assert.Equal(0, await session.ScalarAsync<long>(new SqlCommandText("SELECT count(*) FROM t"), default));
    }

    [SkippableFact]
    public async Task Data_that_ends_inside_a_character_is_not_kept()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database);
        var writer = await session.BeginCopyInAsync(Copy, default);
        await writer.WriteAsync("1\ta\n2\t\ud83d");

        await Assert.ThrowsAsync<EncoderFallbackException>(async () => await writer.DisposeAsync());

        Assert.Equal(0, await session.ScalarAsync<long>(new SqlCommandText("SELECT count(*) FROM t"), default));
    }

    [SkippableFact]
    public async Task Disposing_after_an_abort_of_a_broken_session_throws_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var session = await Open(database);
        var writer = await session.BeginCopyInAsync(Copy, default);
        await database.ExecuteAsync($"SELECT pg_terminate_backend({session.BackendPid})");
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                await writer.WriteAsync(new string('x', 100_000));
            }
        });

        await writer.AbortQuietlyAsync();
        await writer.DisposeAsync();
        Assert.True(session.IsBroken);
    }

    private static async Task<PgSession> Open(TestDatabase database)
    {
        await database.ExecuteAsync("CREATE TABLE t (a int, b text)");
        return await PgSessionTests.Open(database, SessionAccess.Write);
    }
}
