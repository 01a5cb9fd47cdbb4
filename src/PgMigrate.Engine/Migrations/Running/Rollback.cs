using PgMigrate.Engine.Connections;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Ends a transaction after a failure. The failure is the news: what goes wrong here, such as a lost connection, is not.</summary>
internal static class Rollback
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static async Task TryAsync(PgSession session)
    {
        if (session.IsBroken)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(Limit);
            await session.ExecuteAsync(new SqlCommandText("ROLLBACK"), limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or OperationCanceledException or IOException or InvalidOperationException)
        {
        }
    }
}
