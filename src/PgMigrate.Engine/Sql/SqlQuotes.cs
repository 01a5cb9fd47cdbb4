namespace PgMigrate.Engine.Sql;

/// <summary>Finds where quotes and comments end. Each answers the index after the end, or -1 when the text ends first.</summary>
internal static class SqlQuotes
{
    /// <summary>A quote in which only the doubled quote character stands for itself. <paramref name="from"/> is the index after the opening one.</summary>
    public static int EndOfPlain(ReadOnlySpan<char> text, int from, char quote)
    {
        while (true)
        {
            var at = text[from..].IndexOf(quote);
            if (at < 0)
            {
                return -1;
            }

            from += at + 1;
            if (from >= text.Length || text[from] != quote)
            {
                return from;
            }

            from++;
        }
    }

    public static int EndOfEscape(ReadOnlySpan<char> text, int from)
    {
        while (true)
        {
            var at = text[from..].IndexOfAny('\'', '\\');
            if (at < 0)
            {
                return -1;
            }

            from += at + 1;
            if (text[from - 1] == '\\')
            {
                if (from >= text.Length)
                {
                    return -1;
                }

                from++;
            }
            else if (from < text.Length && text[from] == '\'')
            {
                from++;
            }
            else
            {
                return from;
            }
        }
    }

    /// <summary>Block comments nest. <paramref name="from"/> is the index after the opening <c>/*</c>.</summary>
    public static int EndOfBlockComment(ReadOnlySpan<char> text, int from)
    {
        var depth = 1;
        while (true)
        {
            var at = text[from..].IndexOfAny('*', '/');
            if (at < 0 || from + at + 1 >= text.Length)
            {
                return -1;
            }

            from += at;
            switch (text[from], text[from + 1])
            {
                case ('*', '/'):
                    from += 2;
                    if (--depth == 0)
                    {
                        return from;
                    }

                    break;
                case ('/', '*'):
                    from += 2;
                    depth++;
                    break;
                default:
                    from++;
                    break;
            }
        }
    }

    /// <summary>
    /// The length of the dollar quote's opening tag with both dollars; 0 when none opens here; -1 when the text ends before
    /// that is known.
    /// </summary>
    public static int LengthOfDollarTag(ReadOnlySpan<char> text, int start)
    {
        var i = start + 1;
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '$')
            {
                return i + 1 - start;
            }

            if (i == start + 1 ? !SqlCharacters.IsIdentifierStart(c) : !SqlCharacters.IsIdentifierPart(c))
            {
                return 0;
            }
        }

        return -1;
    }

    public static int EndOfDollar(ReadOnlySpan<char> text, int start, int tagLength)
    {
        var body = start + tagLength;
        var at = text[body..].IndexOf(text.Slice(start, tagLength), StringComparison.Ordinal);
        return at < 0 ? -1 : body + at + tagLength;
    }
}
