using System.Buffers;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Sends one statement of a script, COPY data included, and knows its place when the server refuses it.</summary>
internal sealed class StatementSender(RunContext run, Budget budget)
{
    private const int CopyBlock = 64 * 1024;

    public async Task<StatementResult> SendAsync(
        ScriptCursor cursor, ScriptStatement statement, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var text = SqlVariables.Substitute(statement, run.Variables);
        run.Watch.Started(text.Text, budget, lockTimeout);
        try
        {
            return statement.CopiesFromStdin
                ? await CopyAsync(cursor, text.Text, cancellationToken).ConfigureAwait(false)
                : await run.Worker.ExecuteUserStatementAsync(text.Text, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (ServerErrors.Server(cause) is not null || ServerErrors.IsConnectionLoss(cause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new StatementFailure(statement, text, cause);
        }
        finally
        {
            run.Watch.Ended();
        }
    }

    private async Task<StatementResult> CopyAsync(ScriptCursor cursor, string sql, CancellationToken cancellationToken)
    {
        var block = ArrayPool<char>.Shared.Rent(CopyBlock);
        var writer = await run.Worker.BeginCopyInAsync(sql, cancellationToken).ConfigureAwait(false);
        try
        {
            int count;
            while ((count = cursor.ReadCopyData(block)) > 0)
            {
                await writer.WriteAsync(block.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await writer.AbortAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(block);
            await writer.DisposeAsync().ConfigureAwait(false);
        }

        return new StatementResult(0, false, null);
    }
}
