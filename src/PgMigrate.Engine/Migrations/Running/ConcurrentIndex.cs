using System.Globalization;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// The index that a CREATE INDEX CONCURRENTLY is to build. A build that fails leaves an invalid index of the name behind,
/// over which IF NOT EXISTS then reports success: so leftovers are dropped before and after, and validity is looked at.
/// </summary>
internal sealed class ConcurrentIndex(PgSession session, CreateIndexConcurrently create)
{
    /// <summary>An index of the table.</summary>
    internal sealed record Found(uint Oid, string QuotedName, bool Valid, bool BeingBuilt);

    /// <summary>What the journal keeps so that the index can be recognised later: the oids of those that were there before.</summary>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken) =>
        string.Join(' ', (await AllAsync(cancellationToken).ConfigureAwait(false)).Select(i => i.Oid.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The index, by its name; for a nameless one those that were not there before.</summary>
    public async Task<IReadOnlyList<Found>> FindAsync(string? before, CancellationToken cancellationToken)
    {
        if (create.Name is { } name)
        {
            return await QueryAsync("c.relname = $2", name, cancellationToken).ConfigureAwait(false);
        }

        var known = (before ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        var all = await AllAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(i => !known.Contains(i.Oid.ToString(CultureInfo.InvariantCulture)))];
    }

    public async Task<bool> IsBuiltSinceAsync(string? before, CancellationToken cancellationToken)
    {
        var found = await FindAsync(before, cancellationToken).ConfigureAwait(false);
        return found.Count > 0 && found.All(i => i.Valid);
    }

    /// <summary>Drops what a failed build left. Never a valid index, never one that some session is building.</summary>
    /// <returns>The names of what was dropped.</returns>
    public async Task<IReadOnlyList<string>> DropInvalidAsync(string? before, CancellationToken cancellationToken)
    {
        var dropped = new List<string>();
        foreach (var index in await FindAsync(before, cancellationToken).ConfigureAwait(false))
        {
            if (!index.Valid && !index.BeingBuilt)
            {
                await session.ExecuteAsync(
                    new SqlCommandText($"DROP INDEX CONCURRENTLY IF EXISTS {index.QuotedName}"), cancellationToken).ConfigureAwait(false);
                dropped.Add(index.QuotedName);
            }
        }

        return dropped;
    }

    private Task<IReadOnlyList<Found>> AllAsync(CancellationToken cancellationToken) => QueryAsync("$2 = $2", "", cancellationToken);

    private Task<IReadOnlyList<Found>> QueryAsync(string condition, string value, CancellationToken cancellationToken) => session.QueryAsync(
        new SqlCommandText(
            $"""
            SELECT i.indexrelid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), i.indisvalid,
                   EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
            FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE i.indrelid = pg_catalog.to_regclass($1) AND {condition}
            ORDER BY 1
            """,
            create.Table.ToString(), value),
        r => new Found(r.GetFieldValue<uint>(0), r.GetString(1), r.GetBoolean(2), r.GetBoolean(3)),
        cancellationToken);
}
