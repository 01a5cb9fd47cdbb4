namespace PgMigrate.Engine.Sql;

/// <summary>
/// Knows whether a semicolon ends the statement: not inside parentheses (CREATE RULE), and not inside the body of an SQL
/// function between BEGIN ATOMIC and its END (PostgreSQL 14).
/// </summary>
/// <remarks>
/// Each statement of such a body closes with a semicolon, so the END that closes the body is the one that follows a
/// semicolon or ATOMIC itself. The END of a CASE never does, nor does a column called "end".
/// </remarks>
internal sealed class StatementBoundary
{
    private enum Head
    {
        Start,
        Create,
        Or,
        Replace,
        Routine,
        Begin,
        Other,
    }

    private readonly Stack<int> bodies = new();
    private readonly List<int> parentheses = [];
    private Head head;
    private int begin;

    /// <summary>Where the outermost parenthesis opened that is not closed; -1 when there is none.</summary>
    public int OpenParenthesis => parentheses.Count == 0 ? -1 : parentheses[0];

    /// <summary>Where the outermost BEGIN ATOMIC stands that is not closed; -1 when there is none.</summary>
    public int OpenBody => bodies.Count == 0 ? -1 : bodies.Last();

    public bool SemicolonEnds => parentheses.Count == 0 && bodies.Count == 0;

    public int Depth => parentheses.Count;

    public void Reset()
    {
        bodies.Clear();
        parentheses.Clear();
        head = Head.Start;
    }

    /// <summary>Takes note of a token that is no comment; <paramref name="offset"/> is its place in the statement. False for a parenthesis that closes nothing.</summary>
    public bool Add(SqlTokenKind kind, ReadOnlySpan<char> text, int offset)
    {
        switch (kind)
        {
            case SqlTokenKind.OpenParenthesis:
                parentheses.Add(offset);
                return true;
            case SqlTokenKind.CloseParenthesis:
                if (parentheses.Count == 0)
                {
                    return false;
                }

                parentheses.RemoveAt(parentheses.Count - 1);
                return true;
        }

        if (head == Head.Other && bodies.Count == 0)
        {
            return true;
        }

        if (parentheses.Count == 0)
        {
            if (kind == SqlTokenKind.Semicolon)
            {
                head = Head.Start;
            }
            else
            {
                Follow(kind == SqlTokenKind.Word ? text : default, offset);
            }
        }

        return true;
    }

    private void Follow(ReadOnlySpan<char> word, int offset)
    {
        switch (head)
        {
            case Head.Start when bodies.Count > 0 && Is(word, "END"):
                bodies.Pop();
                head = Head.Other;
                break;
            case Head.Start:
                head = Is(word, "CREATE") ? Head.Create : Head.Other;
                break;
            case Head.Create when Is(word, "OR"):
                head = Head.Or;
                break;
            case Head.Or when Is(word, "REPLACE"):
                head = Head.Replace;
                break;
            case Head.Create or Head.Replace:
                head = Is(word, "FUNCTION") || Is(word, "PROCEDURE") ? Head.Routine : Head.Other;
                break;
            case Head.Begin when Is(word, "ATOMIC"):
                bodies.Push(begin);
                head = Head.Start;
                break;
            case Head.Routine or Head.Begin:
                head = Is(word, "BEGIN") ? Head.Begin : Head.Routine;
                begin = offset;
                break;
            default:
                head = Head.Other;
                break;
        }
    }

    private static bool Is(ReadOnlySpan<char> word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
