namespace PgMigrate.Engine.Sql;

/// <summary>COPY.</summary>
internal static class CopyStatement
{
    public static StatementFacts Classify(TokenCursor cursor, bool complete)
    {
        var query = cursor.Current.Kind == SqlTokenKind.OpenParenthesis;
        var source = cursor;
        while (!cursor.AtEnd && !cursor.Is("FROM") && !cursor.Is("TO"))
        {
            cursor.Skip();
        }

        if (cursor.Accept("FROM"))
        {
            // The server takes STDIN and STDOUT for the same in both directions.
            return cursor.Is("STDIN") || cursor.Is("STDOUT")
                ? new StatementFacts("COPY FROM STDIN") { CopiesFromStdin = true }
                : new StatementFacts("COPY FROM");
        }

        cursor.Accept("TO");
        var toClient = cursor.Is("STDOUT") || cursor.Is("STDIN");
        var (writes, touches) = query ? QueryStatement.Effects(source, complete) : (false, false);
        return new StatementFacts("COPY TO") { Writes = writes || !toClient, TouchesSession = touches };
    }
}
