using System.Buffers;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Sql;

/// <summary>A statement as it is sent, which knows where in the source each of its characters came from.</summary>
internal sealed class StatementText
{
    private static readonly SearchValues<char> Surrogates =
        SearchValues.Create(Enumerable.Range(0xD800, 0x800).Select(c => (char)c).ToArray());

    private readonly IReadOnlyList<Replacement> replacements;

    public StatementText(ScriptStatement source)
        : this(source, source, [])
    {
    }

    public StatementText(ScriptStatement source, ScriptStatement sent, IReadOnlyList<Replacement> replacements)
    {
        Source = source;
        Sent = sent;
        this.replacements = replacements;
    }

    /// <summary>A stretch of the source whose place a variable's value took, in rising order.</summary>
    public readonly record struct Replacement(int SourceStart, int SourceLength, int SentStart, int SentLength);

    /// <summary>As written.</summary>
    public ScriptStatement Source { get; }

    /// <summary>As sent: classified anew, since a value may make another statement of it. The same as <see cref="Source"/> without variables.</summary>
    public ScriptStatement Sent { get; }

    public string Text => Sent.Text;

    /// <summary>Where a position is that the server names: it counts characters (code points) from 1 in the text as sent; 0 for none.</summary>
    public SourcePosition Locate(int serverPosition)
    {
        var place = new ScriptPlace(Source.Line, Source.Column, Source.Offset);
        place.Advance(Source.Text.AsSpan(0, SourceIndex(serverPosition)));
        return place.In(Source.File);
    }

    /// <summary>The line of the source there, shortened, and the caret's column in it.</summary>
    public Excerpt Excerpt(int serverPosition) => Sql.Excerpt.At(Source.Text, SourceIndex(serverPosition));

    private int SourceIndex(int serverPosition)
    {
        var index = Utf16Index(Sent.Text, serverPosition - 1);
        var shift = 0;
        foreach (var replacement in replacements)
        {
            if (index < replacement.SentStart)
            {
                break;
            }

            if (index < replacement.SentStart + replacement.SentLength)
            {
                return replacement.SourceStart;
            }

            shift = replacement.SourceStart + replacement.SourceLength - replacement.SentStart - replacement.SentLength;
        }

        return Math.Clamp(index + shift, 0, Source.Text.Length);
    }

    private static int Utf16Index(string text, int codePoints)
    {
        if (codePoints <= 0)
        {
            return 0;
        }

        var plain = text.AsSpan().IndexOfAny(Surrogates);
        if (plain < 0 || plain >= codePoints)
        {
            return Math.Min(codePoints, text.Length);
        }

        var index = plain;
        for (var left = codePoints - plain; left > 0 && index < text.Length; left--)
        {
            index += index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1;
        }

        return index;
    }
}
