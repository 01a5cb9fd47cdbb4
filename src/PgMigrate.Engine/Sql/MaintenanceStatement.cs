namespace PgMigrate.Engine.Sql;

/// <summary>REINDEX, CLUSTER, REFRESH.</summary>
internal static class MaintenanceStatement
{
    public static StatementFacts ClassifyReindex(TokenCursor cursor)
    {
        var concurrently = false;
        if (cursor.Current.Kind == SqlTokenKind.OpenParenthesis)
        {
            concurrently = cursor.Flag("concurrently", missing: false);
            cursor.Skip();
        }

        ReindexKind? kind = cursor.Accept("INDEX") ? ReindexKind.Index
            : cursor.Accept("TABLE") ? ReindexKind.Table
            : cursor.Accept("SCHEMA") ? ReindexKind.Schema
            : cursor.Accept("DATABASE") ? ReindexKind.Database
            : cursor.Accept("SYSTEM") ? ReindexKind.System
            : null;
        concurrently |= cursor.Accept("CONCURRENTLY");
        var verb = concurrently ? "REINDEX CONCURRENTLY" : "REINDEX";
        if (concurrently)
        {
            return StatementFacts.Refused(
                verb, kind is { } known ? new ReindexConcurrently(known, cursor.ReadName()) : StatementEffect.Unknown);
        }

        // A partitioned table or index is refused as well, which only the server can know.
        return kind is ReindexKind.Schema or ReindexKind.Database or ReindexKind.System
            ? StatementFacts.Refused(verb, StatementEffect.Repeatable)
            : new StatementFacts(verb);
    }

    /// <summary>Without a table it goes through all of them, each in a transaction of its own.</summary>
    public static StatementFacts ClassifyCluster(TokenCursor cursor)
    {
        if (cursor.Current.Kind == SqlTokenKind.OpenParenthesis)
        {
            cursor.Skip();
        }

        cursor.Accept("VERBOSE");
        return cursor.Current.IsName ? new StatementFacts("CLUSTER") : StatementFacts.Refused("CLUSTER", StatementEffect.Repeatable);
    }

    public static StatementFacts ClassifyRefresh(TokenCursor cursor)
    {
        cursor.Accept("MATERIALIZED", "VIEW");
        return new StatementFacts(
            cursor.Is("CONCURRENTLY") ? "REFRESH MATERIALIZED VIEW CONCURRENTLY" : "REFRESH MATERIALIZED VIEW");
    }
}
