using System.Runtime.InteropServices;
using System.Text;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Sql;

/// <summary>
/// Reads a script item by item. It holds no more than one statement in memory, and of COPY data only a window. The reader
/// it is given is read to the end or as far as asked, never closed.
/// </summary>
/// <remarks>
/// <c>SET standard_conforming_strings = off</c> in the script is followed: the strings behind it are read with backslash
/// escapes, as the server will read them, until it is set on again.
/// </remarks>
internal sealed class SqlScriptReader(
    TextReader reader, string? file, bool backslashEscapes = false, int firstWindow = SqlScriptReader.FirstWindow, int usualWindow = SqlScriptReader.UsualWindow)
{
    // Small first: reading the directives at the head of a file should cost one small read.
    private const int FirstWindow = 4096;
    private const int UsualWindow = 32 * 1024;

    // Enough tokens to classify any statement; only a list of values can be longer.
    private const int TokenLimit = 64 * 1024;

    private readonly ScriptWindow window = new(reader, file, firstWindow, usualWindow);
    private readonly StatementBoundary boundary = new();
    private readonly List<SqlToken> tokens = [];
    private SqlLexer lexer = new() { BackslashEscapes = backslashEscapes };
    private bool started;
    private ScriptPlace start;
    private int endOfStatement;
    private bool complete;
    private int keptDepth;
    private long lastEnd;
    private ScriptStatement? copy;
    private bool copyClosed;
    private CopyData? copyData;

    /// <summary>Opens a file such that bytes that are no UTF-8 are an error and not a question mark.</summary>
    public static StreamReader Open(string path) => new(
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        detectEncodingFromByteOrderMarks: false,
        bufferSize: 16 * 1024);

    /// <summary>The next statement or directive; null at the end.</summary>
    /// <exception cref="PgMigrateException">UnterminatedQuote, UnterminatedComment, UnbalancedParenthesis, CopyDataUnterminated, MetaCommandRefused, FileNotUtf8.</exception>
    public ScriptItem? Read()
    {
        SkipCopyData();
        if (!started)
        {
            started = true;
            window.SkipByteOrderMark();
            lastEnd = window.Position;
        }

        StartStatement();
        while (true)
        {
            var token = NextToken();
            switch (token.Kind)
            {
                case SqlTokenKind.End:
                    return tokens.Count == 0 ? null : EndStatement(closed: false);
                case SqlTokenKind.LineComment:
                    if (Directive(token) is { } directive)
                    {
                        if (tokens.Count == 0)
                        {
                            return directive;
                        }

                        if (directive.IsSection)
                        {
                            window.Position = token.Start;
                            return EndStatement(closed: false);
                        }
                    }

                    break;
                case SqlTokenKind.BlockComment:
                    break;
                case SqlTokenKind.Semicolon when tokens.Count == 0:
                    break;
                case SqlTokenKind.Semicolon when boundary.SemicolonEnds:
                    lastEnd = OffsetOf(token.End);
                    return EndStatement(closed: true);
                case SqlTokenKind.Backslash:
                    ReadMetaCommand(token);
                    break;
                default:
                    Add(token);
                    break;
            }

            lastEnd = Math.Max(lastEnd, OffsetOf(window.Position));
            if (tokens.Count == 0)
            {
                window.Keep = window.Position;
            }
        }
    }

    /// <summary>Writes the data lines of the COPY … FROM stdin that was read last, without the closing line.</summary>
    public void CopyDataTo(TextWriter writer)
    {
        for (var piece = ReadCopyData(); !piece.IsEmpty; piece = ReadCopyData())
        {
            writer.Write(piece.Span);
        }
    }

    /// <summary>The same piece by piece; 0 at the end.</summary>
    public int ReadCopyData(Span<char> destination)
    {
        var piece = NextCopyData(destination.Length);
        piece.Span.CopyTo(destination);
        return piece.Length;
    }

    /// <summary>The same without copying: the piece is good until the next call; empty at the end.</summary>
    public ReadOnlyMemory<char> ReadCopyData() => NextCopyData(int.MaxValue);

    private ReadOnlyMemory<char> NextCopyData(int limit)
    {
        if (copy is null)
        {
            return default;
        }

        copyData ??= CopyData.Begin(window, file, copy, copyClosed);
        var piece = copyData.Next(limit);
        if (copyData.AtEnd)
        {
            copy = null;
            copyData = null;
            lastEnd = OffsetOf(window.Position);
        }

        return piece;
    }

    private void SkipCopyData()
    {
        while (copy is not null)
        {
            NextCopyData(int.MaxValue);
        }
    }

    private void StartStatement()
    {
        tokens.Clear();
        boundary.Reset();
        lexer.StartStatement();
        complete = true;
        keptDepth = 0;
        window.Keep = window.Position;
    }

    private SqlToken NextToken()
    {
        while (true)
        {
            var position = window.Position;
            var found = lexer.TryRead(window.Text, ref position, window.AtEnd, out var token);
            window.Position = position;
            if (found)
            {
                return token.Terminated ? token : throw ScriptError.Unterminated(token, window.Text, PlaceOf(token.Start).In(file));
            }

            if (tokens.Count == 0)
            {
                window.Keep = window.Position;
            }

            window.Fill();
        }
    }

    private void Add(SqlToken token)
    {
        if (tokens.Count == 0)
        {
            window.Keep = token.Start;
            start = PlaceOf(token.Start);
        }

        var relative = token with { Start = token.Start - window.Keep };
        var text = token.In(window.Text);
        if (!boundary.Add(token.Kind, text, relative.Start))
        {
            throw Unbalanced(relative.Start, "A parenthesis closes here that was not opened.", "Remove it, or open one before it.");
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

    // Beyond the limit: words outside parentheses, and as many parentheses as balance those that are kept.
    private bool ShowsStructure(SqlTokenKind kind) => kind switch
    {
        SqlTokenKind.Word => boundary.Depth == 0,
        SqlTokenKind.OpenParenthesis => boundary.Depth == 1 && keptDepth == 0,
        SqlTokenKind.CloseParenthesis => boundary.Depth < keptDepth,
        _ => false,
    };

    private ScriptStatement EndStatement(bool closed)
    {
        if (boundary.OpenParenthesis >= 0)
        {
            throw Unbalanced(boundary.OpenParenthesis, "A parenthesis opens here and is not closed.", "Close it with ), before the statement's semicolon.");
        }

        if (boundary.OpenBody >= 0)
        {
            throw Unbalanced(boundary.OpenBody, "A function body opens here with BEGIN ATOMIC and is not closed.", "Close it with END behind the semicolon of its last statement.");
        }

        var written = window.Text.Slice(window.Keep, endOfStatement);
        var zero = written.IndexOf('\0');
        if (zero >= 0)
        {
            throw ScriptError.At(
                ErrorIds.FileNotUtf8,
                PlaceInStatement(zero).In(file),
                null,
                "The script holds a zero character, which PostgreSQL does not take.",
                "Save the file as UTF-8: it is probably UTF-16, or no text at all.");
        }

        var text = written.ToString();
        var statement = new ScriptStatement
        {
            File = file,
            Line = start.Line,
            Column = start.Column,
            Offset = start.Offset,
            Text = text,
            BackslashEscapes = lexer.BackslashEscapes,
            Facts = StatementClassifier.Classify(text, CollectionsMarshal.AsSpan(tokens), complete),
        };
        lexer.BackslashEscapes = StringSetting.After(text, CollectionsMarshal.AsSpan(tokens), lexer.BackslashEscapes);
        if (statement.CopiesFromStdin)
        {
            copy = statement;
            copyClosed = closed;
        }

        return statement;
    }

    private DirectiveComment? Directive(SqlToken token)
    {
        var text = token.In(window.Text);
        if (!DirectiveLine.TryParse(text, out var key, out var value))
        {
            return null;
        }

        var place = PlaceOf(token.Start);
        return place.LineStart < lastEnd
            ? null
            : new DirectiveComment
            {
                File = file, Line = place.Line, Column = place.Column, Offset = place.Offset, Text = text.ToString(), Key = key, Value = value,
            };
    }

    private void ReadMetaCommand(SqlToken backslash)
    {
        var length = 0;
        window.Position = backslash.Start;
        if (tokens.Count == 0)
        {
            window.Keep = backslash.Start;
        }

        while ((length = window.Rest.IndexOfAny('\n', '\r')) < 0 && window.Fill())
        {
        }

        var line = length < 0 ? window.Rest : window.Rest[..length];
        var instead = MetaCommand.InsteadOf(line, out var command);
        if (instead is null && tokens.Count > 0)
        {
            instead = "End the statement before it with a semicolon.";
        }

        if (instead is not null)
        {
            throw ScriptError.At(
                ErrorIds.MetaCommandRefused,
                PlaceOf(window.Position).In(file),
                Excerpt.At(window.Text, window.Position),
                $"The psql command {command} cannot be run here.",
                instead);
        }

        window.Position += line.Length;
    }

    private ScriptPlace PlaceOf(int index) => window.PlaceOf(index);

    private long OffsetOf(int index) => window.OffsetOf(index);

    private ScriptPlace PlaceInStatement(int index)
    {
        var place = start;
        place.Advance(window.Text.Slice(window.Keep, index));
        return place;
    }

    private PgMigrateException Unbalanced(int index, string what, string next) => ScriptError.At(
        ErrorIds.UnbalancedParenthesis,
        PlaceInStatement(index).In(file),
        Excerpt.At(window.Text, window.Keep + index),
        what,
        next);
}
