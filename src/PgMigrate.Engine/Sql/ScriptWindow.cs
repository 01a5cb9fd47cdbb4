using System.Text;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Sql;

/// <summary>
/// The part of a script that is in memory: from <see cref="Keep"/>, which the reader moves along, to what has been read.
/// It grows to the largest piece that has to be kept whole.
/// </summary>
internal sealed class ScriptWindow(TextReader reader, string? file, int firstSize, int usualSize)
{
    private char[] buffer = new char[firstSize];
    private int filled;
    private ScriptPlace counted = ScriptPlace.Start;
    private int countedTo;

    /// <summary>The first character that must stay; an index into <see cref="Text"/>.</summary>
    public int Keep { get; set; }

    /// <summary>The next character to look at; an index into <see cref="Text"/>.</summary>
    public int Position { get; set; }

    /// <summary>True when the reader has no more.</summary>
    public bool AtEnd { get; private set; }

    public ReadOnlySpan<char> Text => buffer.AsSpan(0, filled);

    public ReadOnlySpan<char> Rest => buffer.AsSpan(Position, filled - Position);

    /// <summary>Reads more behind what is there. Indexes shift: only <see cref="Keep"/> and <see cref="Position"/> stay true. False at the end.</summary>
    public bool Fill()
    {
        if (AtEnd)
        {
            return false;
        }

        MakeRoom();
        var read = ReadBlock(buffer.AsSpan(filled));
        filled += read;
        AtEnd = filled < buffer.Length;
        return read > 0;
    }

    /// <summary>The place of an index; indexes have to be asked for in rising order.</summary>
    public ScriptPlace PlaceOf(int index)
    {
        if (index > countedTo)
        {
            counted.Advance(buffer.AsSpan(countedTo, index - countedTo));
            countedTo = index;
        }

        return counted;
    }

    /// <summary>Moves over data whose lines all end alike and keeps none of it.</summary>
    public void SkipLines(int length, char lineEnd)
    {
        PlaceOf(Position);
        counted.AdvanceLines(buffer.AsSpan(Position, length), lineEnd);
        Position += length;
        Keep = countedTo = Position;
    }

    public void SkipByteOrderMark()
    {
        if (filled == 0)
        {
            Fill();
        }

        if (filled > 0 && buffer[0] == '\uFEFF')
        {
            counted.SkipByteOrderMark();
            Keep = Position = countedTo = 1;
        }
    }

    /// <summary>The offset of an index from the start of the script.</summary>
    public long OffsetOf(int index) => counted.Offset + index - countedTo;

    public ReadOnlyMemory<char> Memory(int start, int length) => buffer.AsMemory(start, length);

    private int ReadBlock(Span<char> free)
    {
        try
        {
            return reader.ReadBlock(free);
        }
        catch (DecoderFallbackException e)
        {
            // The reader decodes in blocks: what it has handed out ends before the fault, the file itself says exactly where.
            var place = reader is StreamReader { BaseStream: FileStream source }
                ? Utf8Fault.Find(source.Name) ?? PlaceOf(filled)
                : PlaceOf(filled);
            throw ScriptError.At(
                ErrorIds.FileNotUtf8,
                place.In(file),
                null,
                "The script is not UTF-8 text.",
                "Save it as UTF-8 (iconv -f WINDOWS-1252 -t UTF-8, or the editor's \"save with encoding\").",
                e);
        }
    }

    private void MakeRoom()
    {
        if (Keep > 0)
        {
            PlaceOf(Keep);
            buffer.AsSpan(Keep, filled - Keep).CopyTo(buffer);
            filled -= Keep;
            Position -= Keep;
            countedTo -= Keep;
            Keep = 0;
        }

        // Half of it free at least, so that a long token is looked through again only each time the window has doubled.
        if (filled > buffer.Length / 2 || buffer.Length < usualSize)
        {
            var size = Math.Max(usualSize, (int)Math.Min(Array.MaxLength, buffer.Length * 2L));
            if (size <= filled)
            {
                throw new OutOfMemoryException("A single SQL statement is larger than this process can hold.");
            }

            if (filled > 0)
            {
                Array.Resize(ref buffer, size);
            }
        }
    }
}
