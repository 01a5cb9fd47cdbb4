using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>
/// Recognises a script of one statement that brings no COPY data and leaves the session as it was: with what the runner puts
/// around it, it can go to the server in one round trip. With several, the time that one works could not be told from the
/// time that another waits.
/// </summary>
internal sealed class RoundTrip
{
    private const int AtMostStatements = 1;
    private const int AtMostCharacters = 32 * 1024;

    private readonly List<StatementText> statements = [];
    private int characters;
    private bool fits = true;

    /// <summary>Null when the script does not fit.</summary>
    public IReadOnlyList<StatementText>? Statements => fits ? statements : null;

    public void Add(StatementText statement)
    {
        characters += statement.Text.Length;
        fits = fits && !statement.Sent.TouchesSession && !statement.Sent.CopiesFromStdin
            && statements.Count < AtMostStatements && characters <= AtMostCharacters
            // SET TRANSACTION must come before any query, and the time limits are set by one.
            && !statement.Sent.Verb.StartsWith("SET", StringComparison.Ordinal);
        if (fits)
        {
            statements.Add(statement);
        }
        else
        {
            statements.Clear();
        }
    }
}
