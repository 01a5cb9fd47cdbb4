namespace PgMigrate.Engine.Sql;

/// <summary>
/// Cuts text into tokens by the lexical rules of PostgreSQL 13 to 18. The text may be the filled part of a window: when a
/// token may go on behind it, <see cref="TryRead"/> says so and is asked again with more.
/// </summary>
internal struct SqlLexer
{
    // A literal that stands on a later line than the one before it, with nothing but blanks and line comments between,
    // continues that one: 'b\'c' after E'a' still escapes.
    private bool afterEscapeString;
    private bool newLineSince;

    /// <summary>True where standard_conforming_strings is off.</summary>
    public bool BackslashEscapes { get; set; }

    /// <summary>
    /// Reads the next token from <paramref name="position"/>, which moves over blanks in any case and over the token when
    /// there is one. False when more text is needed; never when <paramref name="final"/>.
    /// </summary>
    public bool TryRead(ReadOnlySpan<char> text, ref int position, bool final, out SqlToken token)
    {
        SkipBlanks(text, ref position);
        token = default;
        if (position >= text.Length)
        {
            token = new SqlToken(SqlTokenKind.End, position, 0);
            return final;
        }

        var start = position;
        var end = Scan(text, start, final, out var kind);
        if (!final && (end < 0 || end == text.Length))
        {
            return false;
        }

        token = end < 0
            ? new SqlToken(kind, start, text.Length - start, Terminated: false)
            : new SqlToken(kind, start, end - start);
        position = token.End;
        if (kind != SqlTokenKind.LineComment)
        {
            afterEscapeString = kind == SqlTokenKind.EscapeString;
            newLineSince = false;
        }

        return true;
    }

    /// <summary>What follows continues no literal: it belongs to another statement.</summary>
    public void StartStatement() => afterEscapeString = false;

    private void SkipBlanks(ReadOnlySpan<char> text, ref int position)
    {
        while (position < text.Length && SqlCharacters.IsSpace(text[position]))
        {
            newLineSince |= text[position] is '\n' or '\r';
            position++;
        }
    }

    private readonly int Scan(ReadOnlySpan<char> text, int start, bool final, out SqlTokenKind kind)
    {
        var c = text[start];
        if (SqlCharacters.IsIdentifierStart(c))
        {
            return ScanWord(text, start, final, out kind);
        }

        var next = start + 1 < text.Length ? text[start + 1] : '\0';
        switch (c)
        {
            case '\'' when BackslashEscapes || (afterEscapeString && newLineSince):
                kind = SqlTokenKind.EscapeString;
                return SqlQuotes.EndOfEscape(text, start + 1);
            case '\'':
                kind = SqlTokenKind.String;
                return SqlQuotes.EndOfPlain(text, start + 1, '\'');
            case '"':
                kind = SqlTokenKind.QuotedIdentifier;
                return SqlQuotes.EndOfPlain(text, start + 1, '"');
            case '$':
                return ScanDollar(text, start, final, out kind);
            case '-' when next == '-':
                kind = SqlTokenKind.LineComment;
                var length = text[start..].IndexOfAny('\n', '\r');
                return length < 0 ? text.Length : start + length;
            case '/' when next == '*':
                kind = SqlTokenKind.BlockComment;
                return SqlQuotes.EndOfBlockComment(text, start + 2);
            case '.' when char.IsAsciiDigit(next):
            case >= '0' and <= '9':
                kind = SqlTokenKind.Number;
                return EndOfNumber(text, start, final);
            default:
                if (SqlCharacters.IsOperator(c))
                {
                    kind = SqlTokenKind.Operator;
                    return EndOfOperator(text, start);
                }

                kind = KindOf(c);
                return start + 1;
        }
    }

    private readonly int ScanWord(ReadOnlySpan<char> text, int start, bool final, out SqlTokenKind kind)
    {
        var end = start + 1;
        if (end < text.Length)
        {
            switch (text[start], text[end])
            {
                case ('E' or 'e', '\''):
                    kind = SqlTokenKind.EscapeString;
                    return SqlQuotes.EndOfEscape(text, end + 1);
                case ('N' or 'n', '\'') when BackslashEscapes:
                    kind = SqlTokenKind.EscapeString;
                    return SqlQuotes.EndOfEscape(text, end + 1);
                case ('N' or 'n', '\''):
                    kind = SqlTokenKind.String;
                    return SqlQuotes.EndOfPlain(text, end + 1, '\'');
                case ('B' or 'b' or 'X' or 'x', '\''):
                    kind = SqlTokenKind.BitString;
                    return SqlQuotes.EndOfPlain(text, end + 1, '\'');
                case ('U' or 'u', '&') when end + 1 == text.Length:
                    // Whether this is a word or opens a quote shows in the next character.
                    kind = SqlTokenKind.Word;
                    return final ? end : -1;
                case ('U' or 'u', '&') when text[end + 1] == '\'':
                    kind = SqlTokenKind.UnicodeString;
                    return SqlQuotes.EndOfPlain(text, end + 2, '\'');
                case ('U' or 'u', '&') when text[end + 1] == '"':
                    kind = SqlTokenKind.UnicodeIdentifier;
                    return SqlQuotes.EndOfPlain(text, end + 2, '"');
            }
        }

        kind = SqlTokenKind.Word;
        while (end < text.Length && SqlCharacters.IsIdentifierPart(text[end]))
        {
            end++;
        }

        return end;
    }

    private static int ScanDollar(ReadOnlySpan<char> text, int start, bool final, out SqlTokenKind kind)
    {
        if (start + 1 < text.Length && char.IsAsciiDigit(text[start + 1]))
        {
            kind = SqlTokenKind.Parameter;
            return EndOfDigits(text, start + 1);
        }

        var tag = SqlQuotes.LengthOfDollarTag(text, start);
        kind = tag > 0 ? SqlTokenKind.DollarString : SqlTokenKind.Other;
        return tag switch
        {
            > 0 => SqlQuotes.EndOfDollar(text, start, tag),
            < 0 when !final => -1,
            _ => start + 1,
        };
    }

    private static int EndOfNumber(ReadOnlySpan<char> text, int start, bool final)
    {
        var end = EndOfDigits(text, start);
        if (end < text.Length && text[end] == '.' && !(end + 1 < text.Length && text[end + 1] == '.'))
        {
            end = EndOfDigits(text, end + 1);
        }

        if (end + 1 < text.Length && text[end] is 'e' or 'E' && text[end + 1] is '+' or '-')
        {
            if (end + 2 < text.Length && char.IsAsciiDigit(text[end + 2]))
            {
                end = EndOfDigits(text, end + 2);
            }
            else if (end + 2 == text.Length && !final)
            {
                return -1;
            }
        }

        // Letters behind a number belong to it (1e5, 0xFF, 1_000) or make it an error of its own (1a); neither ends here.
        if (end < text.Length && SqlCharacters.IsIdentifierStart(text[end]))
        {
            while (end < text.Length && SqlCharacters.IsIdentifierPart(text[end]))
            {
                end++;
            }
        }

        return end;
    }

    private static int EndOfDigits(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length && char.IsAsciiDigit(text[from]))
        {
            from++;
        }

        return from;
    }

    // An operator ends where a comment starts inside it: 1*-- and 1+/*.
    private static int EndOfOperator(ReadOnlySpan<char> text, int start)
    {
        var end = start + 1;
        while (end < text.Length && SqlCharacters.IsOperator(text[end]))
        {
            if (end + 1 < text.Length && (text[end], text[end + 1]) is ('-', '-') or ('/', '*'))
            {
                break;
            }

            end++;
        }

        return end;
    }

    private static SqlTokenKind KindOf(char c) => c switch
    {
        ';' => SqlTokenKind.Semicolon,
        '(' => SqlTokenKind.OpenParenthesis,
        ')' => SqlTokenKind.CloseParenthesis,
        ',' => SqlTokenKind.Comma,
        '.' => SqlTokenKind.Dot,
        '[' => SqlTokenKind.OpenBracket,
        ']' => SqlTokenKind.CloseBracket,
        ':' => SqlTokenKind.Colon,
        '\\' => SqlTokenKind.Backslash,
        _ => SqlTokenKind.Other,
    };
}
