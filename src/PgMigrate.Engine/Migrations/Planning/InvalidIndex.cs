using System.Globalization;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>An index that a failed concurrent build left behind.</summary>
/// <param name="Oid">Of the index.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Table">Its table, quoted, with its schema.</param>
/// <param name="Partitioned">True for the index of a partitioned table, which is invalid until every partition has its own.</param>
/// <param name="BackingConstraint">True when a constraint stands on it.</param>
/// <param name="BeingBuilt">True while some session builds it.</param>
internal sealed record InvalidIndex(
    uint Oid, string Schema, string Name, string Table, bool Partitioned, bool BackingConstraint, bool BeingBuilt)
{
    public string QuotedName => SqlIdentifier.Quote(Schema, Name);

    /// <summary>Leftovers of REINDEX CONCURRENTLY, which may only be dropped (PostgreSQL documentation, REINDEX, "Rebuilding Indexes Concurrently").</summary>
    public bool IsReindexLeftover => IsLeftoverName(Name);

    public static async Task<IReadOnlyList<InvalidIndex>> ReadAsync(PgSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(
            new SqlCommandText("""
                SELECT i.indexrelid, n.nspname, c.relname, pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.relname),
                       c.relkind = 'I',
                       EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')),
                       EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.relid = i.indrelid AND p.datname = current_database())
                FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
                JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
                WHERE NOT i.indisvalid AND n.nspname <> 'pg_toast' OR NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'
                ORDER BY 2, 3
                """),
            r => new InvalidIndex(
                r.GetFieldValue<uint>(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetBoolean(4), r.GetBoolean(5), r.GetBoolean(6)),
            cancellationToken).ConfigureAwait(false);

    /// <summary>What mends it, each statement on its own.</summary>
    public IReadOnlyList<string> Remedy() => IsReindexLeftover && !BackingConstraint
        ? [$"DROP INDEX CONCURRENTLY IF EXISTS {QuotedName}"]
        : [$"REINDEX INDEX CONCURRENTLY {QuotedName}"];

    private static bool IsLeftoverName(string name)
    {
        var bare = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return bare.EndsWith("_ccnew", StringComparison.Ordinal) || bare.EndsWith("_ccold", StringComparison.Ordinal);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Schema}.{Name}");
}
