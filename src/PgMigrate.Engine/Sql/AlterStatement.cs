namespace PgMigrate.Engine.Sql;

/// <summary>ALTER …</summary>
internal static class AlterStatement
{
    public static StatementFacts Classify(TokenCursor cursor)
    {
        _ = cursor.Accept("PROCEDURAL");
        var verb = ObjectTypes.Read("ALTER", ref cursor);
        return verb switch
        {
            "ALTER TABLE" => Table(verb, cursor),
            "ALTER TYPE" => Type(verb, cursor),
            "ALTER DATABASE" => Database(verb, cursor),
            "ALTER SYSTEM" => StatementFacts.Refused(verb, StatementEffect.Repeatable),
            "ALTER SUBSCRIPTION" => SubscriptionStatement.ClassifyAlter(cursor),
            null => new StatementFacts("ALTER") { TouchesSession = true },
            _ => new StatementFacts(verb),
        };
    }

    private static StatementFacts Table(string verb, TokenCursor cursor)
    {
        cursor.Accept("IF", "EXISTS");
        cursor.Accept("ONLY");
        var parenthesised = cursor.Accept(SqlTokenKind.OpenParenthesis);
        var parent = cursor.ReadName();
        if (parenthesised)
        {
            cursor.Accept(SqlTokenKind.CloseParenthesis);
        }
        else if (cursor.CurrentText.SequenceEqual("*"))
        {
            cursor.Index++;
        }

        if (parent is not null && cursor.Accept("DETACH", "PARTITION") && cursor.ReadName() is { } partition && cursor.Is("CONCURRENTLY"))
        {
            return StatementFacts.Refused(
                "ALTER TABLE DETACH PARTITION CONCURRENTLY", new DetachPartitionConcurrently(parent, partition));
        }

        return new StatementFacts(verb);
    }

    private static StatementFacts Type(string verb, TokenCursor cursor)
    {
        cursor.ReadName();
        return new StatementFacts(cursor.Accept("ADD", "VALUE") ? "ALTER TYPE ADD VALUE" : verb);
    }

    // Moving the files of a database to another tablespace is the one form that the server refuses in a transaction. It has
    // two spellings, and SET TABLESPACE TO x sets a setting of that name.
    private static StatementFacts Database(string verb, TokenCursor cursor)
    {
        cursor.ReadIdentifier();
        var moves = cursor.Accept("SET")
            ? cursor.Is("TABLESPACE") && !cursor.PeekIs(1, "TO") && cursor.Peek(1).IsName
            : !cursor.Is("RESET") && !cursor.Is("RENAME") && !cursor.Is("OWNER") && cursor.Find("TABLESPACE");
        return moves ? StatementFacts.Refused(verb, StatementEffect.Repeatable) : new StatementFacts(verb);
    }
}
