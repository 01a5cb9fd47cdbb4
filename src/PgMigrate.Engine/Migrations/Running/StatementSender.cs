using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Sends one statement of a script, COPY data included, and knows its place when the server refuses it.</summary>
internal sealed class StatementSender(RunContext run, Budget budget)
{
    public async Task<StatementResult> SendAsync(
        ScriptCursor cursor, StatementText text, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        budget.Sending();
        run.Watch.Started(text.Text, budget, lockTimeout);
        try
        {
            var result = text.Sent.CopiesFromStdin
                ? await CopyAsync(cursor, text.Text, cancellationToken).ConfigureAwait(false)
                : await run.Worker.ExecuteUserStatementAsync(text.Text, cancellationToken).ConfigureAwait(false);
            await SessionGuard.AfterAsync(run, text.Sent, lockTimeout, cancellationToken).ConfigureAwait(false);
            return result;
        }
        catch (Exception cause) when (ServerErrors.IsFromDriver(cause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new StatementFailure(text, cause);
        }
        finally
        {
            run.Watch.Ended();
        }
    }

    private async Task<StatementResult> CopyAsync(ScriptCursor cursor, string sql, CancellationToken cancellationToken)
    {
        var writer = await run.Worker.BeginCopyInAsync(sql, cancellationToken).ConfigureAwait(false);
        await using var _ = writer.ConfigureAwait(false);
        try
        {
            for (var piece = cursor.ReadCopyData(); !piece.IsEmpty; piece = cursor.ReadCopyData())
            {
                await writer.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await writer.AbortAsync().ConfigureAwait(false);
            throw;
        }

        return new StatementResult(0, false, null);
    }
}
