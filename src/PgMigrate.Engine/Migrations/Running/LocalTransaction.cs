using System.Globalization;
using PgMigrate.Engine.Connections;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// The number that a backend gives each of its transactions in turn (the second half of virtualtransaction in pg_locks): by
/// it one sees how many a statement took, and so whether one that failed had committed something before.
/// </summary>
internal static class LocalTransaction
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly SqlCommandText Number = new(
        """
        SELECT pg_catalog.split_part(virtualtransaction, '/', 2)
        FROM pg_catalog.pg_locks
        WHERE locktype = 'virtualxid' AND granted AND pid = pg_catalog.pg_backend_pid()
        """);

    /// <summary>The number of this look itself.</summary>
    public static async Task<long> CurrentAsync(PgSession session, CancellationToken cancellationToken) =>
        long.Parse((await session.ScalarAsync<string>(Number, cancellationToken).ConfigureAwait(false))!, CultureInfo.InvariantCulture);

    /// <summary>True unless exactly one transaction lies between that look and this one; also when it cannot be found out.</summary>
    public static async Task<bool> SeveralSinceAsync(long before, PgSession session)
    {
        if (session.IsBroken)
        {
            return true;
        }

        try
        {
            using var limit = new CancellationTokenSource(Limit);
            return await CurrentAsync(session, limit.Token).ConfigureAwait(false) - before != 2;
        }
        catch (Exception failure) when (failure is OperationCanceledException || ServerErrors.IsFromDriver(failure))
        {
            return true;
        }
    }
}
