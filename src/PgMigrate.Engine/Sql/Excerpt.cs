namespace PgMigrate.Engine.Sql;

/// <summary>A line of a text, shortened around a place, and the column in it that a caret points at (from 1).</summary>
internal readonly record struct Excerpt(string Line, int Caret)
{
    private const int Before = 70;
    private const int After = 50;

    /// <summary><paramref name="index"/> may be the text's length: the place behind its last character.</summary>
    public static Excerpt At(ReadOnlySpan<char> text, int index)
    {
        index = Math.Clamp(index, 0, text.Length);
        var start = text[..index].LastIndexOfAny('\n', '\r') + 1;
        var length = text[index..].IndexOfAny('\n', '\r');
        var end = length < 0 ? text.Length : index + length;

        var from = WholeCharacter(text, Math.Max(start, index - Before));
        var to = WholeCharacter(text, Math.Min(end, index + After));
        var head = from > start ? "…" : "";
        var tail = to < end ? "…" : "";
        return new Excerpt(string.Concat(head, text[from..to], tail), head.Length + index - from + 1);
    }

    private static int WholeCharacter(ReadOnlySpan<char> text, int index) =>
        index > 0 && index < text.Length && char.IsLowSurrogate(text[index]) && char.IsHighSurrogate(text[index - 1])
            ? index - 1
            : index;
}
