namespace PgMigrate.Engine.Sql;

internal enum SqlTokenKind : byte
{
    /// <summary>The text is used up.</summary>
    End,

    /// <summary>An identifier or key word without quotes.</summary>
    Word,

    /// <summary><c>"name"</c></summary>
    QuotedIdentifier,

    /// <summary><c>U&amp;"name"</c></summary>
    UnicodeIdentifier,

    /// <summary><c>'text'</c> and <c>N'text'</c>: a backslash is a character.</summary>
    String,

    /// <summary><c>E'text'</c>, and <c>'text'</c> where standard_conforming_strings is off: a backslash escapes.</summary>
    EscapeString,

    /// <summary><c>U&amp;'text'</c></summary>
    UnicodeString,

    /// <summary><c>B'01'</c>, <c>X'0F'</c></summary>
    BitString,

    /// <summary><c>$tag$text$tag$</c></summary>
    DollarString,

    Number,

    /// <summary><c>$1</c></summary>
    Parameter,
    Operator,
    Comma,
    Dot,
    Semicolon,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    Colon,

    /// <summary>Outside quotes it belongs to psql, never to SQL.</summary>
    Backslash,

    /// <summary>A character that starts nothing.</summary>
    Other,
    LineComment,
    BlockComment,
}

/// <summary>A piece of SQL, as a place in the text that it was read from.</summary>
/// <param name="Terminated">False when the text ended inside a quote or comment.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length, bool Terminated = true)
{
    public int End => Start + Length;

    public bool IsComment => Kind >= SqlTokenKind.LineComment;

    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier or SqlTokenKind.UnicodeIdentifier;

    public bool IsString => Kind is >= SqlTokenKind.String and <= SqlTokenKind.DollarString;

    public ReadOnlySpan<char> In(ReadOnlySpan<char> text) => text.Slice(Start, Length);

    public bool IsWord(ReadOnlySpan<char> text, string word) =>
        Kind == SqlTokenKind.Word && Length == word.Length && In(text).Equals(word, StringComparison.OrdinalIgnoreCase);
}
