using PgMigrate.Sql;

namespace PgMigrate.Engine.Sql;

/// <summary>DO: its body is read as PL/pgSQL to see whether it ends transactions itself.</summary>
internal static class DoStatement
{
    public static StatementFacts Classify(TokenCursor cursor)
    {
        string? language = null;
        SqlToken body = default;
        string code = "";
        while (!cursor.AtEnd)
        {
            if (cursor.Accept("LANGUAGE"))
            {
                language = cursor.Current.IsString ? SqlLiteral.ValueOf(cursor.Current, cursor.Text) : cursor.ReadIdentifier();
                continue;
            }

            if (cursor.Current.IsString)
            {
                // A literal that is continued on the next line is several tokens.
                body = cursor.Current;
                code += SqlLiteral.ValueOf(body, cursor.Text);
            }

            cursor.Index++;
        }

        var facts = new StatementFacts("DO") { TouchesSession = true };
        return language is null or "plpgsql" && EndsTransactions(code)
            ? facts with { Transaction = StatementTransaction.ManagesItsOwn, Effect = StatementEffect.Unknown }
            : facts;
    }

    // COMMIT or ROLLBACK where a statement starts, up to its semicolon or AND [NO] CHAIN: both are good names of variables too.
    private static bool EndsTransactions(string code)
    {
        if (!code.Contains("commit", StringComparison.OrdinalIgnoreCase) && !code.Contains("rollback", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var tokens = SqlTokens.Of(code);
        for (var i = 0; i < tokens.Count; i++)
        {
            if ((Is(i, "COMMIT") || Is(i, "ROLLBACK"))
                && (i == 0 || StartsStatement(i - 1))
                && (At(i + 1).Kind == SqlTokenKind.Semicolon || (Is(i + 1, "AND") && (Is(i + 2, "CHAIN") || (Is(i + 2, "NO") && Is(i + 3, "CHAIN"))))))
            {
                return true;
            }
        }

        return false;

        SqlToken At(int index) => index < tokens.Count ? tokens[index] : default;

        bool Is(int index, string word) => At(index).IsWord(code, word);

        bool StartsStatement(int before) =>
            tokens[before].Kind == SqlTokenKind.Semicolon || Is(before, "BEGIN") || Is(before, "THEN") || Is(before, "ELSE")
            || Is(before, "LOOP") || tokens[before].In(code).SequenceEqual(">>");
    }
}
