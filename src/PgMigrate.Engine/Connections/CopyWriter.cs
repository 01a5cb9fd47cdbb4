using System.Text;
using Npgsql;

namespace PgMigrate.Engine.Connections;

/// <summary>
/// Text for a COPY … FROM STDIN under way. Disposing it completes the COPY; <see cref="AbortAsync"/> ends it so that the server
/// discards what was sent. After an error in the source of the data abort, or half of it stays.
/// </summary>
internal sealed class CopyWriter : TextWriter
{
    private readonly NpgsqlCopyTextWriter copy;
    private readonly CancellationToken cancellation;
    private readonly Encoder encoder = new UTF8Encoding(false, true).GetEncoder();
    private readonly byte[] buffer = new byte[64 * 1024];
    private int used;
    private bool ended;

    public CopyWriter(NpgsqlCopyTextWriter copy, CancellationToken cancellation)
        : base(System.Globalization.CultureInfo.InvariantCulture)
    {
        this.copy = copy;
        this.cancellation = cancellation;
        CoreNewLine = ['\n'];
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            text = text[Encode(text)..];
            if (Full)
            {
                copy.BaseStream.Write(buffer, 0, used);
                used = 0;
            }
        }
    }

    public override Task WriteAsync(char value) => WriteAsync(new[] { value }.AsMemory(), cancellation);

    public override Task WriteAsync(char[] buffer, int index, int count) => WriteAsync(buffer.AsMemory(index, count), cancellation);

    public override Task WriteAsync(string? value) => WriteAsync(value.AsMemory(), cancellation);

    public override async Task WriteAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default)
    {
        while (!text.IsEmpty)
        {
            text = text[Encode(text.Span)..];
            if (Full)
            {
                await FlushBufferAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public override Task WriteLineAsync() => WriteAsync("\n".AsMemory(), cancellation);

    public override Task WriteLineAsync(string? value) => WriteLineAsync(value.AsMemory(), cancellation);

    public override async Task WriteLineAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default)
    {
        await WriteAsync(text, cancellationToken).ConfigureAwait(false);
        await WriteAsync("\n".AsMemory(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for bytes that are UTF-8 already: no decoding and encoding on the way.</summary>
    public async Task WriteUtf8Async(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await FlushBufferAsync(cancellationToken).ConfigureAwait(false);
        await copy.BaseStream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    public override Task FlushAsync() => FlushBufferAsync(cancellation);

    /// <summary>Ends the COPY as failed: the server discards its data. Doing it twice is no error.</summary>
    public async Task AbortAsync()
    {
        if (ended)
        {
            return;
        }

        ended = true;
        await copy.CancelAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        if (ended)
        {
            return;
        }

        try
        {
            // Half a surrogate pair at the very end makes the encoder throw: then the data is not whole, and must not stay.
            used += encoder.GetBytes([], buffer.AsSpan(used), flush: true);
            await FlushBufferAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await AbortQuietlyAsync().ConfigureAwait(false);
            throw;
        }

        ended = true;
        await copy.BaseStream.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    // One character takes at most three bytes, a pair four: with less room than that the encoder may not move.
    private bool Full => buffer.Length - used < 8;

    private int Encode(ReadOnlySpan<char> text)
    {
        encoder.Convert(text, buffer.AsSpan(used), flush: false, out var charsUsed, out var bytesUsed, out _);
        used += bytesUsed;
        return charsUsed;
    }

    private async Task FlushBufferAsync(CancellationToken cancellationToken)
    {
        if (used > 0)
        {
            await copy.BaseStream.WriteAsync(buffer.AsMemory(0, used), cancellationToken).ConfigureAwait(false);
            used = 0;
        }
    }

    /// <summary>The same where another failure is on its way already: that one is to be reported.</summary>
    public async Task AbortQuietlyAsync()
    {
        try
        {
            await AbortAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or InvalidOperationException)
        {
        }
    }
}
