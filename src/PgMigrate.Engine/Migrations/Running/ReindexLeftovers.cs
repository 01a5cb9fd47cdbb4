using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Invalid indexes ending in _ccnew or _ccold, which a REINDEX … CONCURRENTLY that failed leaves behind.</summary>
internal static class ReindexLeftovers
{
    private static bool IsOf(ReindexConcurrently reindex, InvalidIndex index, string? table) => reindex.Kind switch
    {
        ReindexKind.Index or ReindexKind.Table => index.Table == table,
        ReindexKind.Schema => SqlIdentifier.Quote(index.Schema) == reindex.Name?.ToString(),
        _ => true,
    };

    public static async Task DropAsync(PgSession session, ReindexConcurrently reindex, CancellationToken cancellationToken)
    {
        var table = reindex.Kind is not (ReindexKind.Index or ReindexKind.Table) || reindex.Name is null ? null : await session.ScalarAsync<string>(
            new SqlCommandText(
                """
                SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid = coalesce((SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass($1)), pg_catalog.to_regclass($1))
                """,
                reindex.Name.ToString()),
            cancellationToken).ConfigureAwait(false);
        foreach (var index in await InvalidIndex.ReadAsync(session, cancellationToken).ConfigureAwait(false))
        {
            if (index is { IsReindexLeftover: true, BackingConstraint: false, BeingBuilt: false }
                && IsOf(reindex, index, table))
            {
                foreach (var statement in index.Remedy())
                {
                    await session.ExecuteAsync(new SqlCommandText(statement), cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
