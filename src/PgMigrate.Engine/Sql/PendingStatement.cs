using System.Runtime.InteropServices;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Sql;

/// <summary>The statement that is being read: its tokens so far, and whether the next semicolon ends it. Its text stays in the window.</summary>
internal sealed class PendingStatement(string? file)
{
    // Enough tokens to classify any statement; only a list of values can be longer.
    private const int TokenLimit = 64 * 1024;

    private readonly StatementBoundary boundary = new();
    private readonly List<SqlToken> tokens = [];
    private ScriptPlace start;
    private int endOfStatement;
    private bool complete;
    private int keptDepth;

    public bool IsEmpty => tokens.Count == 0;

    public bool SemicolonEnds => boundary.SemicolonEnds;

    public ReadOnlySpan<SqlToken> Tokens => CollectionsMarshal.AsSpan(tokens);

    public void Clear()
    {
        tokens.Clear();
        boundary.Reset();
        complete = true;
        keptDepth = 0;
    }

    /// <summary>Takes a token that is no comment; with the first one the window starts to keep the statement.</summary>
    public void Add(SqlToken token, ScriptWindow window)
    {
        if (tokens.Count == 0)
        {
            window.Keep = token.Start;
            start = window.PlaceOf(token.Start);
        }

        var relative = token with { Start = token.Start - window.Keep };
        var text = token.In(window.Text);
        if (!boundary.Add(token.Kind, text, relative.Start))
        {
            throw Unbalanced(window, relative.Start, "A parenthesis closes here that was not opened.", "Remove it, or open one before it.");
        }

        endOfStatement = relative.End;
        if (tokens.Count < TokenLimit || (tokens.Count < 2 * TokenLimit && ShowsStructure(token.Kind)))
        {
            tokens.Add(relative);
            keptDepth = boundary.Depth;
        }
        else
        {
            complete = false;
        }
    }

    /// <summary>The statement, when everything that opens in it is closed.</summary>
    public ScriptStatement End(ScriptWindow window, bool backslashEscapes)
    {
        if (boundary.OpenParenthesis >= 0)
        {
            throw Unbalanced(window, boundary.OpenParenthesis, "A parenthesis opens here and is not closed.", "Close it with ), before the statement's semicolon.");
        }

        if (boundary.OpenBody >= 0)
        {
            throw Unbalanced(window, boundary.OpenBody, "A function body opens here with BEGIN ATOMIC and is not closed.", "Close it with END behind the semicolon of its last statement.");
        }

        var written = window.Text.Slice(window.Keep, endOfStatement);
        var zero = written.IndexOf('\0');
        if (zero >= 0)
        {
            throw ScriptError.At(
                ErrorIds.FileNotUtf8,
                PlaceOf(window, zero).In(file),
                null,
                "The script holds a zero character, which PostgreSQL does not take.",
                "Save the file as UTF-8: it is probably UTF-16, or no text at all.");
        }

        var text = written.ToString();
        return new ScriptStatement
        {
            File = file,
            Line = start.Line,
            Column = start.Column,
            Offset = start.Offset,
            Text = text,
            BackslashEscapes = backslashEscapes,
            Facts = StatementClassifier.Classify(text, Tokens, complete),
        };
    }

    // Beyond the limit: words outside parentheses, and as many parentheses as balance those that are kept.
    private bool ShowsStructure(SqlTokenKind kind) => kind switch
    {
        SqlTokenKind.Word => boundary.Depth == 0,
        SqlTokenKind.OpenParenthesis => boundary.Depth == 1 && keptDepth == 0,
        SqlTokenKind.CloseParenthesis => boundary.Depth < keptDepth,
        _ => false,
    };

    private ScriptPlace PlaceOf(ScriptWindow window, int index)
    {
        var place = start;
        place.Advance(window.Text.Slice(window.Keep, index));
        return place;
    }

    private PgMigrateException Unbalanced(ScriptWindow window, int index, string what, string next) => ScriptError.At(
        ErrorIds.UnbalancedParenthesis,
        PlaceOf(window, index).In(file),
        Excerpt.At(window.Text, window.Keep + index),
        what,
        next);
}
