namespace PgMigrate.Engine.Sql;

/// <summary>CREATE …</summary>
internal static class CreateStatement
{
    public static StatementFacts Classify(TokenCursor cursor)
    {
        cursor.Accept("OR", "REPLACE");
        var temporary = false;
        var unique = false;
        while (true)
        {
            if (cursor.Accept("TEMP") || cursor.Accept("TEMPORARY"))
            {
                temporary = true;
            }
            else if (cursor.Is("UNIQUE"))
            {
                unique = true;
                cursor.Index++;
            }
            else if (!(cursor.Accept("GLOBAL") || cursor.Accept("LOCAL") || cursor.Accept("UNLOGGED") || cursor.Accept("RECURSIVE")
                || cursor.Accept("TRUSTED") || cursor.Accept("PROCEDURAL") || cursor.Accept("DEFAULT") || cursor.Accept("CONSTRAINT")))
            {
                break;
            }
        }

        var verb = ObjectTypes.Read("CREATE", ref cursor);
        return verb switch
        {
            "CREATE INDEX" => Index(unique ? "CREATE UNIQUE INDEX" : "CREATE INDEX", cursor),
            "CREATE TABLE" => Table(cursor, temporary),
            "CREATE DATABASE" => StatementFacts.Refused(
                verb, cursor.ReadIdentifier() is { } name ? new CreateDatabase(name) : StatementEffect.Unknown),
            "CREATE TABLESPACE" => StatementFacts.Refused(
                verb, cursor.ReadIdentifier() is { } name ? new CreateTablespace(name) : StatementEffect.Unknown),
            "CREATE SUBSCRIPTION" => SubscriptionStatement.ClassifyCreate(cursor),
            null => new StatementFacts("CREATE") { TouchesSession = true },
            _ => new StatementFacts(verb) { TouchesSession = temporary },
        };
    }

    private static StatementFacts Index(string verb, TokenCursor cursor)
    {
        if (!cursor.Accept("CONCURRENTLY"))
        {
            return new StatementFacts(verb);
        }

        var ifNotExists = cursor.Accept("IF", "NOT", "EXISTS");
        var name = cursor.Is("ON") ? null : cursor.ReadIdentifier();
        cursor.Accept("ON");
        cursor.Accept("ONLY");
        return StatementFacts.Refused(
            verb == "CREATE INDEX" ? "CREATE INDEX CONCURRENTLY" : "CREATE UNIQUE INDEX CONCURRENTLY",
            cursor.ReadName() is { } table ? new CreateIndexConcurrently(name, table, ifNotExists) : StatementEffect.Unknown);
    }

    private static StatementFacts Table(TokenCursor cursor, bool temporary)
    {
        // pg_temp is the schema of the session's temporary tables.
        cursor.Accept("IF", "NOT", "EXISTS");
        temporary |= cursor.Is("pg_temp");
        var query = cursor;
        return query.Find("AS")
            ? new StatementFacts("CREATE TABLE AS") { TouchesSession = temporary || FunctionCalls.TouchSession(query) }
            : new StatementFacts("CREATE TABLE") { TouchesSession = temporary };
    }
}
