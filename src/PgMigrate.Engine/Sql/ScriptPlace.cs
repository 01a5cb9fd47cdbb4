using PgMigrate.Errors;

namespace PgMigrate.Engine.Sql;

/// <summary>A place in a text, counted as it goes by. <c>\n</c>, <c>\r\n</c> and <c>\r</c> each end a line.</summary>
internal struct ScriptPlace
{
    private bool afterReturn;

    public ScriptPlace(int line, int column, long offset)
    {
        Line = line;
        Offset = offset;
        LineStart = offset - column + 1;
    }

    public static ScriptPlace Start => new(1, 1, 0);

    /// <summary>From 1.</summary>
    public int Line { get; private set; }

    /// <summary>From 0, in UTF-16 code units.</summary>
    public long Offset { get; private set; }

    /// <summary>The offset of the line's first character.</summary>
    public long LineStart { get; private set; }

    /// <summary>From 1, in UTF-16 code units.</summary>
    public readonly int Column => (int)(Offset - LineStart) + 1;

    public readonly SourcePosition In(string? file) => new(file, Line, Column);

    /// <summary>Moves behind text that starts here.</summary>
    public void Advance(ReadOnlySpan<char> text)
    {
        var start = Offset;
        Offset += text.Length;
        for (var from = 0; from < text.Length;)
        {
            var at = text[from..].IndexOfAny('\n', '\r');
            if (at < 0)
            {
                afterReturn = false;
                return;
            }

            var secondOfPair = at == 0 && afterReturn && text[from] == '\n';
            from += at + 1;
            Line += secondOfPair ? 0 : 1;
            LineStart = start + from;
            afterReturn = text[from - 1] == '\r';
        }
    }

    /// <summary>The same for data whose lines all end alike: much faster.</summary>
    public void AdvanceLines(ReadOnlySpan<char> text, char lineEnd)
    {
        if (text.IsEmpty)
        {
            return;
        }

        afterReturn = false;
        var last = text.LastIndexOf(lineEnd);
        if (last >= 0)
        {
            Line += text.Count(lineEnd);
            LineStart = Offset + last + 1;
        }

        Offset += text.Length;
    }

    /// <summary>The byte order mark is no column.</summary>
    public void SkipByteOrderMark()
    {
        Offset++;
        LineStart++;
    }
}
