namespace PgMigrate.Engine.Sql;

/// <summary>CREATE and ALTER SUBSCRIPTION: refused in a transaction where they change something at the publisher.</summary>
internal static class SubscriptionStatement
{
    public static StatementFacts ClassifyCreate(TokenCursor cursor)
    {
        const string Verb = "CREATE SUBSCRIPTION";
        var name = cursor.ReadIdentifier();
        var makesSlot = true;
        if (cursor.Find("WITH"))
        {
            cursor.Index++;
            makesSlot = cursor.Flag("create_slot", missing: cursor.Flag("connect", missing: true));
        }

        return makesSlot
            ? StatementFacts.Refused(Verb, name is null ? StatementEffect.Unknown : new CreateSubscription(name))
            : new StatementFacts(Verb);
    }

    public static StatementFacts ClassifyAlter(TokenCursor cursor)
    {
        const string Verb = "ALTER SUBSCRIPTION";
        cursor.ReadIdentifier();
        if (cursor.Is("REFRESH"))
        {
            return StatementFacts.Refused(Verb, StatementEffect.Repeatable);
        }

        // SET (failover = …) from 17 and SET (two_phase = …) from 18 alter the slot.
        if (cursor.Is("SET") && cursor.Peek(1).Kind == SqlTokenKind.OpenParenthesis)
        {
            cursor.Index++;
            return cursor.Option("failover") is not null || cursor.Option("two_phase") is not null
                ? StatementFacts.Refused(Verb, StatementEffect.Repeatable)
                : new StatementFacts(Verb);
        }

        var changes = cursor.Accept("ADD", "PUBLICATION") || cursor.Accept("DROP", "PUBLICATION");
        if (!changes && !cursor.Accept("SET", "PUBLICATION"))
        {
            return new StatementFacts(Verb);
        }

        var refresh = true;
        if (cursor.Find("WITH"))
        {
            cursor.Index++;
            refresh = cursor.Flag("refresh", missing: true);
        }

        // Adding what is there, or dropping what is not, fails the second time.
        return refresh
            ? StatementFacts.Refused(Verb, changes ? StatementEffect.Unknown : StatementEffect.Repeatable)
            : new StatementFacts(Verb);
    }
}
