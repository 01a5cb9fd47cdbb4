using PgMigrate.Sql;

namespace PgMigrate.Engine.Sql;

/// <summary>
/// Says what a statement is and how it has to be run, from its tokens: a word in a comment, a string or a function body
/// decides nothing.
/// </summary>
internal static class StatementClassifier
{
    private const int LongestWord = 16;

    /// <param name="complete">False when the tokens at the end of a very long statement are missing.</param>
    public static StatementFacts Classify(string text, ReadOnlySpan<SqlToken> tokens, bool complete)
    {
        var cursor = new TokenCursor(text, tokens);
        while (cursor.Accept(SqlTokenKind.OpenParenthesis))
        {
        }

        if (cursor.Current is not { Kind: SqlTokenKind.Word, Length: <= LongestWord })
        {
            return new StatementFacts("") { TouchesSession = true };
        }

        Span<char> word = stackalloc char[LongestWord];
        word = word[..cursor.CurrentText.ToUpperInvariant(word)];
        var start = cursor;
        cursor.Index++;
        return word switch
        {
            "INSERT" => Data("INSERT", start),
            "UPDATE" => Data("UPDATE", start),
            "DELETE" => Data("DELETE", start),
            "MERGE" => Data("MERGE", start),
            "CREATE" => CreateStatement.Classify(cursor),
            "ALTER" => AlterStatement.Classify(cursor),
            "DROP" => DropStatement.Classify(cursor),
            "COMMENT" => new("COMMENT"),
            "GRANT" => new("GRANT"),
            "REVOKE" => new("REVOKE"),
            "SELECT" or "VALUES" or "TABLE" or "WITH" => QueryStatement.Classify(start, complete),
            "COPY" => CopyStatement.Classify(cursor, complete),
            "SET" => SessionStatement.ClassifySet(cursor),
            "SHOW" => new("SHOW") { Writes = false },
            "EXPLAIN" => QueryStatement.ClassifyExplain(cursor, complete),
            "RESET" => Session("RESET"),
            "DISCARD" => SessionStatement.ClassifyDiscard(cursor),
            "LISTEN" => Session("LISTEN"),
            "UNLISTEN" => Session("UNLISTEN"),
            "NOTIFY" => new("NOTIFY"),
            "LOAD" => Session("LOAD"),
            "DECLARE" => Session("DECLARE"),
            "FETCH" => Session("FETCH"),
            "MOVE" => Session("MOVE"),
            "CLOSE" => Session("CLOSE"),
            "DEALLOCATE" => Session("DEALLOCATE"),
            "EXECUTE" => Session("EXECUTE"),
            "CALL" => Session("CALL"),
            "DO" => DoStatement.Classify(cursor),
            "BEGIN" or "START" or "COMMIT" or "END" or "ABORT" or "ROLLBACK" or "PREPARE" or "SAVEPOINT" or "RELEASE" =>
                TransactionStatement.Classify(start),
            "REINDEX" => MaintenanceStatement.ClassifyReindex(cursor),
            "VACUUM" => StatementFacts.Refused("VACUUM", StatementEffect.Repeatable),
            "CLUSTER" => MaintenanceStatement.ClassifyCluster(cursor),
            "ANALYZE" or "ANALYSE" => new("ANALYZE"),
            "CHECKPOINT" => new("CHECKPOINT"),
            "REFRESH" => MaintenanceStatement.ClassifyRefresh(cursor),
            "TRUNCATE" => new("TRUNCATE"),
            "LOCK" => new("LOCK"),
            "IMPORT" => new("IMPORT FOREIGN SCHEMA"),
            "REASSIGN" => new("REASSIGN OWNED"),
            "SECURITY" => new("SECURITY LABEL"),
            _ => new StatementFacts("") { TouchesSession = true },
        };
    }

    private static StatementFacts Session(string verb) => new(verb) { TouchesSession = true };

    private static StatementFacts Data(string verb, TokenCursor start) =>
        new(verb) { TouchesSession = FunctionCalls.TouchSession(start) };
}
