using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>Reads a file from behind its byte order mark and, at its end, refuses it when it is not the text that was planned.</summary>
internal sealed class ChecksummedStream : Stream
{
    private readonly FileStream file;
    private readonly string path;
    private readonly string expected;
    private readonly TextChecksum checksum = new();
    private bool finished;

    private ChecksummedStream(FileStream file, string path, string expected)
    {
        this.file = file;
        this.path = path;
        this.expected = expected;
    }

    public static ChecksummedStream Open(string path, string expected) => new(BehindMark(path), path, expected);

    /// <summary>The file alone, from behind its byte order mark.</summary>
    public static FileStream BehindMark(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        Span<byte> start = stackalloc byte[3];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!start[..read].SequenceEqual(TextChecksum.ByteOrderMark))
        {
            file.Position = 0;
        }

        return file;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = file.Read(buffer);
        checksum.Append(buffer[..count]);
        if (count == 0 && !finished)
        {
            finished = true;
            if (checksum.Finish() != expected)
            {
                throw new PgMigrateException(new PgError
                {
                    Id = ErrorIds.PlanOutdated,
                    Kind = PgErrorKind.InvalidState,
                    What = $"'{path}' was edited while it ran.",
                    Next = "Run the command again.",
                    Position = new SourcePosition(path, 1, 1),
                });
            }
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => file.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            checksum.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
