namespace PgMigrate.Engine.Sql;

/// <summary>DROP …</summary>
internal static class DropStatement
{
    public static StatementFacts Classify(TokenCursor cursor)
    {
        _ = cursor.Accept("PROCEDURAL");
        var verb = ObjectTypes.Read("DROP", ref cursor);
        if (verb is null)
        {
            return new StatementFacts("DROP") { TouchesSession = true };
        }

        var concurrently = verb == "DROP INDEX" && cursor.Accept("CONCURRENTLY");
        var ifExists = cursor.Accept("IF", "EXISTS");
        if (concurrently)
        {
            return StatementFacts.Refused("DROP INDEX CONCURRENTLY", new DropIndexConcurrently(Names(ref cursor), ifExists));
        }

        if (verb is not ("DROP DATABASE" or "DROP TABLESPACE" or "DROP SUBSCRIPTION"))
        {
            return new StatementFacts(verb);
        }

        var name = cursor.ReadIdentifier();
        return StatementFacts.Refused(verb, (verb, name) switch
        {
            (_, null) => StatementEffect.Unknown,
            ("DROP DATABASE", _) => new DropDatabase(name, ifExists),
            ("DROP TABLESPACE", _) => new DropTablespace(name, ifExists),
            _ => new DropSubscription(name, ifExists),
        });
    }

    private static List<QualifiedName> Names(ref TokenCursor cursor)
    {
        var names = new List<QualifiedName>();
        while (cursor.ReadName() is { } name)
        {
            names.Add(name);
            cursor.Accept(SqlTokenKind.Comma);
        }

        return names;
    }
}
