namespace PgMigrate.Engine.Sql;

/// <summary>SET and DISCARD.</summary>
internal static class SessionStatement
{
    public static StatementFacts ClassifySet(TokenCursor cursor)
    {
        if (cursor.Is("CONSTRAINTS"))
        {
            return new StatementFacts("SET CONSTRAINTS");
        }

        if (cursor.Is("TRANSACTION"))
        {
            return new StatementFacts("SET TRANSACTION");
        }

        // SET LOCAL ends with its transaction.
        var local = cursor.Accept("LOCAL");
        if (cursor.Accept("SESSION", "CHARACTERISTICS"))
        {
            return new StatementFacts("SET SESSION CHARACTERISTICS") { TouchesSession = true };
        }

        // SET SESSION AUTHORIZATION has SESSION in its name; SET SESSION SESSION AUTHORIZATION has it twice.
        if (!(cursor.Is("SESSION") && cursor.PeekIs(1, "AUTHORIZATION")))
        {
            cursor.Accept("SESSION");
        }

        var verb = cursor.Accept("SESSION", "AUTHORIZATION") ? "SET SESSION AUTHORIZATION"
            : cursor.Is("ROLE") && !cursor.PeekIs(1, "TO") && !IsEquals(cursor) ? "SET ROLE"
            : "SET";
        return new StatementFacts(verb) { TouchesSession = !local };
    }

    public static StatementFacts ClassifyDiscard(TokenCursor cursor) => cursor.Is("ALL")
        ? StatementFacts.Refused("DISCARD ALL", StatementEffect.Repeatable) with { TouchesSession = true }
        : new StatementFacts("DISCARD") { TouchesSession = true };

    private static bool IsEquals(TokenCursor cursor)
    {
        cursor.Index++;
        return cursor.CurrentText.SequenceEqual("=");
    }
}
