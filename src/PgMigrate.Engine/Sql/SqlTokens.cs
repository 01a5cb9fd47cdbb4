namespace PgMigrate.Engine.Sql;

/// <summary>Cuts a whole text into tokens, whatever it holds: a quote that does not end is the last token.</summary>
internal static class SqlTokens
{
    /// <summary>Comments are left out unless <paramref name="withComments"/>.</summary>
    public static List<SqlToken> Of(ReadOnlySpan<char> text, bool backslashEscapes = false, bool withComments = false)
    {
        var lexer = new SqlLexer { BackslashEscapes = backslashEscapes };
        var tokens = new List<SqlToken>();
        var position = 0;
        while (lexer.TryRead(text, ref position, final: true, out var token) && token.Kind != SqlTokenKind.End)
        {
            if (withComments || !token.IsComment)
            {
                tokens.Add(token);
            }
        }

        return tokens;
    }
}
