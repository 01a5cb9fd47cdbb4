using System.Buffers;
using System.Text;
using System.Text.Unicode;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>
/// A file's checksum and what a glance at its bytes tells. The checksum is SHA-256 of the text with every line end as
/// LF and without a byte order mark, so that it means the same wherever git has been.
/// </summary>
internal sealed record FileContent(string Path, string Checksum, bool HasDirectives, string? Text)
{
    private const int BlockSize = 128 * 1024;

    // Larger files are read again when they are run, so that memory stays flat.
    private const int KeepTextBelow = 256 * 1024;

    private static readonly byte[] Marker = "migrate:"u8.ToArray();

    public static FileContent Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            var length = stream.Length;
            if (length <= KeepTextBelow)
            {
                var bytes = new byte[length];
                var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                return FromBytes(path, bytes.AsSpan(0, read));
            }

            using var checksum = new TextChecksum();
            var hasDirectives = false;
            var block = new byte[BlockSize + Marker.Length];
            var carried = 0;
            int count;
            while ((count = stream.ReadAtLeast(block.AsSpan(carried, BlockSize), BlockSize, throwOnEndOfStream: false)) > 0)
            {
                var data = block.AsSpan(0, carried + count);
                checksum.Append(data[carried..]);
                hasDirectives = hasDirectives || data.IndexOf(Marker) >= 0;
                var keep = Math.Min(Marker.Length - 1, data.Length);
                data[^keep..].CopyTo(block);
                carried = keep;
            }

            return new FileContent(path, checksum.Finish(), hasDirectives, null);
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

    /// <summary>The text from its beginning; throws when it is no longer what the checksum says, at its end.</summary>
    public TextReader Open()
    {
        if (Text is not null)
        {
            return new StringReader(Text);
        }

        try
        {
            var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            return new StreamReader(
                new ChecksummedStream(file, Path, Checksum), TextChecksum.StrictUtf8, detectEncodingFromByteOrderMarks: false, BlockSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw MigrationFileErrors.Unreadable(Path, e);
        }
    }

    private static FileContent FromBytes(string path, ReadOnlySpan<byte> bytes)
    {
        using var checksum = new TextChecksum();
        checksum.Append(bytes);
        var sum = checksum.Finish();
        var text = bytes.StartsWith(TextChecksum.ByteOrderMark) ? bytes[TextChecksum.ByteOrderMark.Length..] : bytes;
        return new FileContent(path, sum, bytes.IndexOf(Marker) >= 0, TextChecksum.StrictUtf8.GetString(text));
    }

    private static PgMigrateException NotUtf8(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        var valid = 0;
        Span<char> characters = new char[64 * 1024];
        while (Utf8.ToUtf16(bytes[valid..], characters, out var read, out _, replaceInvalidSequences: false)
            is OperationStatus.DestinationTooSmall)
        {
            valid += read;
        }

        _ = Utf8.ToUtf16(bytes[valid..], characters, out var last, out _, replaceInvalidSequences: false);
        valid += last;
        return MigrationFileErrors.NotUtf8(path, valid, 1 + bytes[..valid].Count((byte)'\n'));
    }
}
