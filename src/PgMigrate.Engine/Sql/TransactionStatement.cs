using PgMigrate.Sql;

namespace PgMigrate.Engine.Sql;

/// <summary>BEGIN, COMMIT and what belongs to them. Savepoints stay inside their transaction.</summary>
internal static class TransactionStatement
{
    public static StatementFacts Classify(TokenCursor cursor)
    {
        if (cursor.Is("BEGIN") || cursor.Is("END") || cursor.Is("ABORT"))
        {
            return Controls(cursor.Is("BEGIN") ? "BEGIN" : cursor.Is("END") ? "END" : "ABORT");
        }

        if (cursor.Accept("START", "TRANSACTION"))
        {
            return Controls("START TRANSACTION");
        }

        if (cursor.Accept("SAVEPOINT"))
        {
            return new StatementFacts("SAVEPOINT");
        }

        if (cursor.Accept("RELEASE"))
        {
            return new StatementFacts("RELEASE SAVEPOINT");
        }

        if (cursor.Accept("COMMIT"))
        {
            return Controls(cursor.Is("PREPARED") ? "COMMIT PREPARED" : "COMMIT");
        }

        if (cursor.Accept("PREPARE"))
        {
            return cursor.Is("TRANSACTION") && cursor.Peek(1).IsString
                ? Controls("PREPARE TRANSACTION")
                : new StatementFacts("PREPARE") { TouchesSession = true };
        }

        if (cursor.Accept("ROLLBACK"))
        {
            if (cursor.Is("PREPARED"))
            {
                return Controls("ROLLBACK PREPARED");
            }

            _ = cursor.Accept("WORK") || cursor.Accept("TRANSACTION");
            return cursor.Is("TO") ? new StatementFacts("ROLLBACK TO SAVEPOINT") : Controls("ROLLBACK");
        }

        return new StatementFacts("") { TouchesSession = true };
    }

    private static StatementFacts Controls(string verb) =>
        new(verb) { Transaction = StatementTransaction.Controls, TouchesSession = true };
}
