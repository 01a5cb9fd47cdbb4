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

    private readonly ScriptWindow window = new(reader, file, firstWindow, usualWindow);
    private readonly PendingStatement pending = new(file);
    private SqlLexer lexer = new() { BackslashEscapes = backslashEscapes };
    private bool started;
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
                    return pending.IsEmpty ? null : EndStatement(closed: false);
                case SqlTokenKind.LineComment:
                    if (Directive(token) is { } directive)
                    {
                        if (pending.IsEmpty)
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
                case SqlTokenKind.Semicolon when pending.IsEmpty:
                    break;
                case SqlTokenKind.Semicolon when pending.SemicolonEnds:
                    lastEnd = OffsetOf(token.End);
                    return EndStatement(closed: true);
                case SqlTokenKind.Backslash:
                    ReadMetaCommand(token);
                    break;
                default:
                    pending.Add(token, window);
                    break;
            }

            lastEnd = Math.Max(lastEnd, OffsetOf(window.Position));
            if (pending.IsEmpty)
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
        pending.Clear();
        lexer.StartStatement();
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

            if (pending.IsEmpty)
            {
                window.Keep = window.Position;
            }

            window.Fill();
        }
    }

    private ScriptStatement EndStatement(bool closed)
    {
        var statement = pending.End(window, lexer.BackslashEscapes);
        lexer.BackslashEscapes = StringSetting.After(statement.Text, pending.Tokens, lexer.BackslashEscapes);
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
        if (pending.IsEmpty)
        {
            window.Keep = backslash.Start;
        }

        while ((length = window.Rest.IndexOfAny('\n', '\r')) < 0 && window.Fill())
        {
        }

        var line = length < 0 ? window.Rest : window.Rest[..length];
        var instead = MetaCommand.InsteadOf(line, out var command);
        if (instead is null && !pending.IsEmpty)
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
}
