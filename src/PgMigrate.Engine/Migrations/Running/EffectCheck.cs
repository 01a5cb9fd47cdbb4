using System.Globalization;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>What the catalogue says about a statement that was begun on its own and of which nothing more was heard.</summary>
internal enum EffectState
{
    NotDone,
    Done,

    /// <summary>Nobody can tell from outside.</summary>
    Unknown,
}

/// <summary>Asks the catalogue for the effects of statements that cannot share a transaction with their journal line.</summary>
internal sealed class EffectCheck(PgSession session)
{
    public async Task<EffectState> AfterCrashAsync(StatementEffect effect, string? detail, CancellationToken cancellationToken) => effect switch
    {
        CreateIndexConcurrently index => await new ConcurrentIndex(session, index).IsBuiltSinceAsync(detail, cancellationToken).ConfigureAwait(false)
            ? EffectState.Done
            : EffectState.NotDone,
        DropIndexConcurrently drop => await AnyExistsAsync(drop.Indexes, cancellationToken).ConfigureAwait(false) ? EffectState.NotDone : EffectState.Done,
        DetachPartitionConcurrently detach => await DetachedAsync(detach, cancellationToken).ConfigureAwait(false),
        CreateDatabase create => Made(await ExistsAsync("SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1)", create.Name, cancellationToken).ConfigureAwait(false)),
        DropDatabase drop => Gone(await ExistsAsync("SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1)", drop.Name, cancellationToken).ConfigureAwait(false)),
        CreateTablespace create => Made(await ExistsAsync("SELECT EXISTS (SELECT FROM pg_catalog.pg_tablespace WHERE spcname = $1)", create.Name, cancellationToken).ConfigureAwait(false)),
        DropTablespace drop => Gone(await ExistsAsync("SELECT EXISTS (SELECT FROM pg_catalog.pg_tablespace WHERE spcname = $1)", drop.Name, cancellationToken).ConfigureAwait(false)),
        CreateSubscription create => Made(await ExistsAsync(Subscription, create.Name, cancellationToken).ConfigureAwait(false)),
        DropSubscription drop => Gone(await ExistsAsync(Subscription, drop.Name, cancellationToken).ConfigureAwait(false)),
        ReindexConcurrently => EffectState.NotDone,
        _ when effect == StatementEffect.Repeatable => EffectState.NotDone,
        _ => EffectState.Unknown,
    };

    /// <summary>True when the first half of a detach is committed and the second is not.</summary>
    public async Task<bool> IsHalfDetachedAsync(DetachPartitionConcurrently detach, CancellationToken cancellationToken) =>
        (await PendingAsync(detach, cancellationToken).ConfigureAwait(false)).Contains(true);

    private const string Subscription =
        """
        SELECT EXISTS (
            SELECT FROM pg_catalog.pg_subscription
            WHERE subname = $1 AND subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
        """;

    private static EffectState Made(bool exists) => exists ? EffectState.Done : EffectState.NotDone;

    private static EffectState Gone(bool exists) => exists ? EffectState.NotDone : EffectState.Done;

    private Task<bool> ExistsAsync(string sql, string name, CancellationToken cancellationToken) =>
        session.ScalarAsync<bool>(new SqlCommandText(sql, name), cancellationToken);

    private async Task<bool> AnyExistsAsync(IReadOnlyList<QualifiedName> indexes, CancellationToken cancellationToken)
    {
        foreach (var index in indexes)
        {
            if (await session.ScalarAsync<bool>(
                new SqlCommandText("SELECT pg_catalog.to_regclass($1) IS NOT NULL", index.ToString()), cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    // The column is there from PostgreSQL 14, and so is the statement.
    private async Task<IReadOnlyList<bool>> PendingAsync(DetachPartitionConcurrently detach, CancellationToken cancellationToken) =>
        session.Target.ServerVersionNumber < 140000
            ? [false]
            : await session.QueryAsync(
                new SqlCommandText(
                    """
                    SELECT inhdetachpending FROM pg_catalog.pg_inherits
                    WHERE inhparent = pg_catalog.to_regclass($1) AND inhrelid = pg_catalog.to_regclass($2)
                    """,
                    detach.Parent.ToString(), detach.Partition.ToString()),
                r => r.GetBoolean(0),
                cancellationToken).ConfigureAwait(false);

    /// <summary>A detach that was cut short after its first half is finished here (PostgreSQL documentation, ALTER TABLE, DETACH PARTITION … FINALIZE; 14 and later).</summary>
    private async Task<EffectState> DetachedAsync(DetachPartitionConcurrently detach, CancellationToken cancellationToken)
    {
        var pending = await PendingAsync(detach, cancellationToken).ConfigureAwait(false);
        if (pending.Count == 0)
        {
            return EffectState.Done;
        }

        if (!pending[0])
        {
            return EffectState.NotDone;
        }

        await session.ExecuteAsync(
            new SqlCommandText($"ALTER TABLE {detach.Parent} DETACH PARTITION {detach.Partition} FINALIZE"), cancellationToken).ConfigureAwait(false);
        return EffectState.Done;
    }
}
