using System.Data;
using System.Data.Common;
using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Connections;

/// <summary>
/// One physical, unpooled session, and the one executor: every statement of the product goes through it, one at a time. Its methods throw what the driver throws (<see cref="ServerErrors"/> translates); only opening throws
/// <see cref="PgMigrateException"/> itself.
/// </summary>
internal sealed class PgSession : IAsyncDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(15);

    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection connection;
    private readonly IEngineEvents events;
    private readonly CancellationTokenSource ending = new();
    private readonly SemaphoreSlim oneAtATime = new(1, 1);

    internal PgSession(NpgsqlDataSource source, NpgsqlConnection connection, PgConnection target, SessionAccess access, IEngineEvents events)
    {
        this.source = source;
        this.connection = connection;
        this.events = events;
        Target = target;
        Access = access;
        BackendPid = connection.ProcessID;
    }

    public PgConnection Target { get; }

    public SessionAccess Access { get; }

    /// <summary>pg_backend_pid() of a session that writes; of a read-only one what the login said, which a proxy may have made up.</summary>
    public int BackendPid { get; internal set; }

    /// <summary>The process id that the login announced.</summary>
    internal int AnnouncedPid => connection.ProcessID;

    internal Version ServerVersion => connection.PostgreSqlVersion;

    internal string ServerVersionText => connection.ServerVersion;

    /// <summary>True once the connection is gone; nothing can be sent any more.</summary>
    public bool IsBroken => connection.State is ConnectionState.Broken or ConnectionState.Closed;

    /// <summary>Opens a session.</summary>
    /// <param name="target">From Connect.</param>
    /// <param name="access">What it may do.</param>
    /// <param name="purpose">One or two words for application_name; may be empty.</param>
    /// <param name="events">Hears of every statement.</param>
    /// <param name="cancellationToken">Ends the wait for the server.</param>
    /// <exception cref="PgMigrateException">ConnectionClosed, TransactionPooling, and whatever keeps a login from succeeding.</exception>
    public static Task<PgSession> OpenAsync(
        PgConnection target, SessionAccess access, string purpose, IEngineEvents events, CancellationToken cancellationToken) =>
        SessionOpening.OpenAsync(target, access, purpose, events, cancellationToken);

    /// <summary>One statement whose rows, if any, nobody wants.</summary>
    public Task ExecuteAsync(SqlCommandText command, CancellationToken cancellationToken) =>
        ExecuteBatchAsync([command], syncAfterEach: false, cancellationToken);

    /// <summary>
    /// Several statements in one round trip. Without <paramref name="syncAfterEach"/> they share one transaction, unless one is open or
    /// they open one; with it each stands alone, and those after a failed one still run.
    /// </summary>
    public async Task ExecuteBatchAsync(IReadOnlyList<SqlCommandText> commands, bool syncAfterEach, CancellationToken cancellationToken)
    {
        if (commands.Count == 0)
        {
            return;
        }

        await RunAsync(
            async token =>
            {
                var batch = CreateBatch(commands);
                await using var closing = batch.ConfigureAwait(false);
                batch.EnableErrorBarriers = syncAfterEach && Access == SessionAccess.Write;
                return await batch.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The rows of one statement.</summary>
    public Task<IReadOnlyList<T>> QueryAsync<T>(
        SqlCommandText command, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        RunAsync(token => QueryCoreAsync(command, read, token), cancellationToken);

    private async Task<IReadOnlyList<T>> QueryCoreAsync<T>(
        SqlCommandText command, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var batch = CreateBatch([command]);
        await using var closingBatch = batch.ConfigureAwait(false);
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closingReader = reader.ConfigureAwait(false);
        await SkipPreambleAsync(reader, cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        await DrainAsync(reader, cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>The first column of the first row; the default where there is no row, or it is null.</summary>
    public async Task<T?> ScalarAsync<T>(SqlCommandText command, CancellationToken cancellationToken)
    {
        var values = await QueryAsync(command, Value<T>, cancellationToken).ConfigureAwait(false);
        return values.Count == 0 ? default : values[0];
    }

    /// <summary>
    /// The text of a migration, sent as it stands, as one statement: the server, not the driver, says what it thinks of
    /// semicolons, colons and question marks in it.
    /// </summary>
    public Task<StatementResult> ExecuteUserStatementAsync(string sql, CancellationToken cancellationToken) =>
        RunAsync(token => ExecuteUserStatementCoreAsync(sql, token), cancellationToken);

    private async Task<StatementResult> ExecuteUserStatementCoreAsync(string sql, CancellationToken cancellationToken)
    {
        var batch = CreateBatch([new SqlCommandText(sql)]);
        await using var closingBatch = batch.ConfigureAwait(false);

        // In text form any type comes back, also one without a binary output function.
        DriverAccess.ReceiveText(batch, true);
        var reader = await batch.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken).ConfigureAwait(false);
        await using var closingReader = reader.ConfigureAwait(false);
        await SkipPreambleAsync(reader, cancellationToken).ConfigureAwait(false);
        var returnedRows = false;
        bool? allTrue = null;
        var isBoolean = reader.FieldCount > 0 && reader.GetDataTypeOID(0) == PostgresOid.Boolean;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            returnedRows = true;
            if (isBoolean)
            {
                var value = !await reader.IsDBNullAsync(0, cancellationToken).ConfigureAwait(false)
                    && string.Equals(reader.GetString(0), "t", StringComparison.Ordinal);
                allTrue = value && (allTrue ?? true);
            }
        }

        await DrainAsync(reader, cancellationToken).ConfigureAwait(false);
        return new StatementResult((long)batch.BatchCommands[^1].Rows, returnedRows, allTrue);
    }

    /// <summary>
    /// Statements of a migration among the product's own, all in one round trip. The first stands alone; of the others none
    /// runs behind one that failed.
    /// </summary>
    /// <exception cref="BatchFailure">Which one failed, and why.</exception>
    public Task ExecuteUserBatchAsync(IReadOnlyList<SqlCommandText> commands, CancellationToken cancellationToken) =>
        RunAsync(token => ExecuteUserBatchCoreAsync(commands, token), cancellationToken);

    private async Task<int> ExecuteUserBatchCoreAsync(IReadOnlyList<SqlCommandText> commands, CancellationToken cancellationToken)
    {
        var batch = CreateBatch(commands);
        await using var closingBatch = batch.ConfigureAwait(false);
        DriverAccess.ReceiveText(batch, true);
        batch.BatchCommands[0].AppendErrorBarrier = true;
        try
        {
            return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (failure.BatchCommand is NpgsqlBatchCommand failed)
        {
            throw new BatchFailure(batch.BatchCommands.IndexOf(failed), failure);
        }
    }

    /// <summary>Starts COPY … FROM STDIN; see <see cref="CopyWriter"/> for how it ends.</summary>
    public async Task<CopyWriter> BeginCopyInAsync(string copyStatement, CancellationToken cancellationToken)
    {
        if (Access != SessionAccess.Write)
        {
            throw new InvalidOperationException("COPY FROM STDIN needs a session that writes.");
        }

        Publish(copyStatement);
        var copy = await RunAsync(token => connection.BeginTextImportAsync(copyStatement, token), cancellationToken).ConfigureAwait(false);
        return new CopyWriter(copy, cancellationToken);
    }

    /// <summary>Ends the session; a statement that is still under way is cancelled first.</summary>
    public async ValueTask DisposeAsync()
    {
        // Closing the driver's connection under a running statement would wait for that statement.
        await ending.CancelAsync().ConfigureAwait(false);
        await oneAtATime.WaitAsync(EndLimit).ConfigureAwait(false);
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            await source.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or InvalidOperationException)
        {
            // The session ends either way; whatever made the goodbye fail was reported by the statement before it.
        }
    }

    internal static T? Value<T>(DbDataReader reader) => reader.IsDBNull(0) ? default : reader.GetFieldValue<T>(0);

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ending.Token);
            return await work(either.Token).ConfigureAwait(false);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private NpgsqlBatch CreateBatch(IReadOnlyList<SqlCommandText> commands)
    {
        var batch = connection.CreateBatch();
        if (Access == SessionAccess.ReadOnly)
        {
            Add(batch, ReadOnlyPreamble.Command);
        }

        foreach (var command in commands)
        {
            Add(batch, command);
        }

        return batch;
    }

    private void Add(NpgsqlBatch batch, SqlCommandText command)
    {
        Publish(command.Sql);
        var part = new NpgsqlBatchCommand(command.Sql);
        foreach (var value in command.Parameters)
        {
            part.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        batch.BatchCommands.Add(part);
    }

    private void Publish(string sql) => events.Publish(new StatementEvent(Target.Target, sql, Access == SessionAccess.Write));

    private async Task SkipPreambleAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (Access == SessionAccess.ReadOnly)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // An error of the end of the statement (a deferred constraint, say) comes after its last row.
    private static async Task DrainAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
        }
    }
}
