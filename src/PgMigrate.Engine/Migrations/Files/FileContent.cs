using System.Text;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>
/// A file's checksum and what a glance at its bytes tells. The checksum is SHA-256 of the text with every line end as
/// LF and without a byte order mark, so that it means the same wherever git has been.
/// </summary>
internal sealed record FileContent(string Path, FileStamp Stamp, string Checksum, bool HasDirectives, string? Text)
{
    private const int BlockSize = 128 * 1024;

    // Larger files are read again when they are run, so that memory stays flat.
    private const int KeepTextBelow = 256 * 1024;

    private const int MarkerLength = 8;

    /// <param name="path">The file.</param>
    /// <param name="kept">How much text of the whole folder may be kept.</param>
    public static FileContent Read(string path, TextAllowance kept)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            var stamp = FileStamp.Of(stream);
            if (stamp.Length <= KeepTextBelow)
            {
                var bytes = new byte[stamp.Length];
                var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                return FromBytes(path, stamp, bytes.AsSpan(0, read), kept.Take(read));
            }

            using var checksum = new TextChecksum();
            var hasDirectives = false;
            var block = new byte[BlockSize + MarkerLength];
            var carried = 0;
            int count;
            while ((count = stream.ReadAtLeast(block.AsSpan(carried, BlockSize), BlockSize, throwOnEndOfStream: false)) > 0)
            {
                var data = block.AsSpan(0, carried + count);
                checksum.Append(data[carried..]);
                hasDirectives = hasDirectives || HoldsMarker(data);
                var keep = Math.Min(MarkerLength - 1, data.Length);
                data[^keep..].CopyTo(block);
                carried = keep;
            }

            return new FileContent(path, stamp, checksum.Finish(), hasDirectives, null);
        }
        catch (DecoderFallbackException)
        {
            throw NotUtf8(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw MigrationFileErrors.Unreadable(path, e);
        }
    }

    /// <summary>False when the file has been written since it was read.</summary>
    public bool IsCurrent => FileStamp.Of(Path) == Stamp;

    /// <summary>The text from its beginning.</summary>
    /// <param name="verify">True to throw, at its end, when it is no longer what the checksum says: for what is sent to a server.</param>
    public TextReader Open(bool verify = true)
    {
        if (Text is not null)
        {
            return new StringReader(Text);
        }

        try
        {
            return new StreamReader(
                verify ? ChecksummedStream.Open(Path, Checksum) : ChecksummedStream.BehindMark(Path), TextChecksum.StrictUtf8, detectEncodingFromByteOrderMarks: false, BlockSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw MigrationFileErrors.Unreadable(Path, e);
        }
    }

    private static FileContent FromBytes(string path, FileStamp stamp, ReadOnlySpan<byte> bytes, bool keep)
    {
        using var checksum = new TextChecksum();
        checksum.Append(bytes);
        var sum = checksum.Finish();
        var text = bytes.StartsWith(TextChecksum.ByteOrderMark) ? bytes[TextChecksum.ByteOrderMark.Length..] : bytes;
        return new FileContent(path, stamp, sum, HoldsMarker(bytes), keep ? TextChecksum.StrictUtf8.GetString(text) : null);
    }

    // "migrate:" in any case: a section marker that is overlooked runs both directions.
    private static bool HoldsMarker(ReadOnlySpan<byte> bytes)
    {
        var from = 0;
        for (int at; (at = bytes[from..].IndexOf((byte)':')) >= 0; from += at + 1)
        {
            var end = from + at + 1;
            if (end >= MarkerLength && Ascii.EqualsIgnoreCase(bytes[(end - MarkerLength)..end], "migrate:"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static PgMigrateException NotUtf8(string path) => MigrationFileErrors.NotUtf8(
        path, Utf8Fault.Find(path)?.In(path) ?? new SourcePosition(path, 1, 1));
}
