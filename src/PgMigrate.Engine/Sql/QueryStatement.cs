namespace PgMigrate.Engine.Sql;

/// <summary>SELECT, VALUES, TABLE, WITH and EXPLAIN.</summary>
internal static class QueryStatement
{
    public static StatementFacts Classify(TokenCursor cursor, bool complete)
    {
        var (writes, touches) = Effects(cursor, complete);
        var verb = Verb(cursor);
        return new StatementFacts(verb) { Writes = writes || verb is not ("SELECT" or "VALUES" or "TABLE"), TouchesSession = touches };
    }

    /// <summary>EXPLAIN runs the statement only with ANALYZE.</summary>
    public static StatementFacts ClassifyExplain(TokenCursor cursor, bool complete)
    {
        var analyze = false;
        if (cursor.Current.Kind == SqlTokenKind.OpenParenthesis && !cursor.PeekIs(1, "SELECT") && !cursor.PeekIs(1, "WITH"))
        {
            analyze = cursor.Flag("analyze", missing: false) || cursor.Flag("analyse", missing: false);
            cursor.Skip();
        }

        while (cursor.Is("ANALYZE") || cursor.Is("ANALYSE") || cursor.Is("VERBOSE"))
        {
            analyze |= !cursor.Is("VERBOSE");
            cursor.Index++;
        }

        if (!analyze)
        {
            return new StatementFacts("EXPLAIN") { Writes = false };
        }

        var (writes, touches) = Effects(cursor, complete);
        return new StatementFacts("EXPLAIN") { Writes = writes, TouchesSession = touches };
    }

    /// <summary>
    /// Whether it might write, and whether it might leave something in the session. A query writes when it holds a
    /// statement that does, locks rows, makes a table, or calls a function that is not known to be harmless.
    /// </summary>
    public static (bool Writes, bool TouchesSession) Effects(TokenCursor cursor, bool complete)
    {
        var calls = FunctionCalls.AllHarmless(cursor);
        var writes = !complete || !calls;
        for (; !cursor.AtEnd && !writes; cursor.Index++)
        {
            writes = cursor.Current.Kind == SqlTokenKind.Word && IsWriting(cursor);
        }

        return (writes, !complete || !calls);
    }

    private static bool IsWriting(TokenCursor cursor) =>
        cursor.Is("INSERT") || cursor.Is("UPDATE") || cursor.Is("DELETE") || cursor.Is("MERGE") || cursor.Is("INTO")
        || cursor.Is("EXECUTE") || cursor.Is("CREATE") || cursor.Is("REFRESH") || cursor.Is("DECLARE")
        || (cursor.Is("FOR") && (cursor.PeekIs(1, "SHARE") || cursor.PeekIs(1, "KEY") || cursor.PeekIs(1, "NO")));

    private static string Verb(TokenCursor cursor)
    {
        if (cursor.Is("WITH"))
        {
            cursor.Index++;
            cursor.Accept("RECURSIVE");
            SkipCommonTables(ref cursor);
        }

        while (cursor.Accept(SqlTokenKind.OpenParenthesis))
        {
        }

        if (cursor.Is("WITH"))
        {
            return Verb(cursor);
        }

        if (cursor.Is("INSERT"))
        {
            return "INSERT";
        }

        if (cursor.Is("UPDATE"))
        {
            return "UPDATE";
        }

        if (cursor.Is("DELETE"))
        {
            return "DELETE";
        }

        if (cursor.Is("MERGE"))
        {
            return "MERGE";
        }

        if (cursor.Is("VALUES"))
        {
            return "VALUES";
        }

        if (cursor.Is("TABLE"))
        {
            return "TABLE";
        }

        return cursor.Accept("SELECT") && SelectsInto(cursor) ? "SELECT INTO" : "SELECT";
    }

    // name [(columns)] AS [[NOT] MATERIALIZED] (query) [SEARCH …] [CYCLE …] [, …]
    private static void SkipCommonTables(ref TokenCursor cursor)
    {
        do
        {
            cursor.Find("AS");
            cursor.Accept("AS");
            _ = cursor.Accept("MATERIALIZED") || cursor.Accept("NOT", "MATERIALIZED");
            cursor.Skip();
            while (!cursor.AtEnd && cursor.Current.Kind != SqlTokenKind.Comma && !StartsQuery(cursor))
            {
                SkipSearchOrCycle(ref cursor);
            }
        }
        while (cursor.Accept(SqlTokenKind.Comma));
    }

    private static bool StartsQuery(TokenCursor cursor) =>
        cursor.Current.Kind == SqlTokenKind.OpenParenthesis || cursor.Is("SELECT") || cursor.Is("INSERT") || cursor.Is("UPDATE")
        || cursor.Is("DELETE") || cursor.Is("MERGE") || cursor.Is("VALUES") || cursor.Is("TABLE") || cursor.Is("WITH");

    // SEARCH … BY a, b SET c; CYCLE a, b SET c [TO x DEFAULT y] USING d: their commas separate columns.
    private static void SkipSearchOrCycle(ref TokenCursor cursor)
    {
        if (cursor.Accept("SEARCH"))
        {
            cursor.Find("SET");
            cursor.Index += 2;
        }
        else if (cursor.Accept("CYCLE"))
        {
            cursor.Find("USING");
            cursor.Index += 2;
        }
        else
        {
            cursor.Skip();
        }
    }

    private static bool SelectsInto(TokenCursor cursor) => cursor.Find("INTO");
}
