namespace PgMigrate.Engine.Sql;

/// <summary>Walks over the tokens of a statement. Comments are not among them.</summary>
internal ref struct TokenCursor(ReadOnlySpan<char> text, ReadOnlySpan<SqlToken> tokens)
{
    private readonly ReadOnlySpan<char> text = text;
    private readonly ReadOnlySpan<SqlToken> tokens = tokens;

    public int Index { get; set; }

    public readonly int Count => tokens.Length;

    public readonly bool AtEnd => Index >= tokens.Length;

    public readonly SqlToken Current => AtEnd ? default : tokens[Index];

    public readonly ReadOnlySpan<char> CurrentText => AtEnd ? default : tokens[Index].In(text);

    public readonly ReadOnlySpan<char> Text => text;

    public readonly SqlToken Peek(int ahead) => (uint)(Index + ahead) < (uint)tokens.Length ? tokens[Index + ahead] : default;

    public readonly bool Is(string word) => !AtEnd && tokens[Index].IsWord(text, word);

    public readonly bool PeekIs(int ahead, string word) => Peek(ahead).IsWord(text, word);

    public bool Accept(string word)
    {
        if (!Is(word))
        {
            return false;
        }

        Index++;
        return true;
    }

    public bool Accept(string first, string second)
    {
        if (!Is(first) || !PeekIs(1, second))
        {
            return false;
        }

        Index += 2;
        return true;
    }

    public bool Accept(string first, string second, string third)
    {
        if (!Is(first) || !PeekIs(1, second) || !PeekIs(2, third))
        {
            return false;
        }

        Index += 3;
        return true;
    }

    public bool Accept(SqlTokenKind kind)
    {
        if (Current.Kind != kind)
        {
            return false;
        }

        Index++;
        return true;
    }

    /// <summary>Moves over a token, or over everything between a pair of parentheses.</summary>
    public void Skip()
    {
        var depth = 0;
        do
        {
            depth += Current.Kind switch
            {
                SqlTokenKind.OpenParenthesis => 1,
                SqlTokenKind.CloseParenthesis => -1,
                _ => 0,
            };
            Index++;
        }
        while (depth > 0 && !AtEnd);
    }

    /// <summary>Moves to the word where it stands outside parentheses; false, and to the end, when it does not.</summary>
    public bool Find(string word)
    {
        while (!AtEnd)
        {
            if (Is(word))
            {
                return true;
            }

            Skip();
        }

        return false;
    }

    /// <summary>An identifier as the server stores it; null when there is none here.</summary>
    public string? ReadIdentifier()
    {
        if (!Current.IsName)
        {
            return null;
        }

        var token = Current;
        var escape = '\\';
        Index++;
        if (token.Kind == SqlTokenKind.UnicodeIdentifier && Is("UESCAPE") && Peek(1) is { Kind: SqlTokenKind.String, Length: 3 } character)
        {
            escape = text[character.Start + 1];
            Index += 2;
        }

        return SqlIdentifier.NameOf(token.Kind, token.In(text), escape);
    }

    /// <summary>A name with or without its schema; null when there is none here.</summary>
    public QualifiedName? ReadName()
    {
        string? schema = null;
        var name = ReadIdentifier();
        while (name is not null && Current.Kind == SqlTokenKind.Dot && Peek(1).IsName)
        {
            Index++;
            schema = name;
            name = ReadIdentifier();
        }

        return name is null ? null : new QualifiedName(schema, name);
    }

    /// <summary>The value of an option in the list that opens here (<c>(a, b true, c = 1)</c>): null when absent, "" when it stands alone. The last one counts.</summary>
    public readonly string? Option(string name)
    {
        var rest = this;
        string? value = null;
        if (!rest.Accept(SqlTokenKind.OpenParenthesis))
        {
            return null;
        }

        while (!rest.AtEnd && rest.Current.Kind != SqlTokenKind.CloseParenthesis)
        {
            if (rest.ReadIdentifier() is { } key && key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                if (rest.CurrentText.SequenceEqual("="))
                {
                    rest.Index++;
                }

                value = rest.Current.IsString ? SqlLiteral.ValueOf(rest.Current, text)
                    : rest.Current.IsName || rest.Current.Kind == SqlTokenKind.Number ? rest.CurrentText.ToString()
                    : "";
            }

            while (!rest.AtEnd && rest.Current.Kind is not (SqlTokenKind.Comma or SqlTokenKind.CloseParenthesis))
            {
                rest.Skip();
            }

            rest.Accept(SqlTokenKind.Comma);
        }

        return value;
    }

    /// <summary>A boolean option; the server reads a missing value as true.</summary>
    public readonly bool Flag(string name, bool missing) => Option(name) is not { } value
        ? missing
        : !(value is "0" || value.Equals("false", StringComparison.OrdinalIgnoreCase) || value.Equals("off", StringComparison.OrdinalIgnoreCase));
}
