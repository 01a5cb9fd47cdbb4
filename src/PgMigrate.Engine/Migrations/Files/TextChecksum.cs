using System.Security.Cryptography;
using System.Text;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>SHA-256 of a text given in blocks of UTF-8, insensitive to line ends and a byte order mark; refuses what is not UTF-8.</summary>
internal sealed class TextChecksum : IDisposable
{
    public static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Decoder decoder = StrictUtf8.GetDecoder();
    private byte[] folded = [];
    private char[] decoded = [];
    private bool insideCharacter;
    private bool atStart = true;
    private bool afterCarriageReturn;

    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (atStart && bytes.StartsWith(ByteOrderMark))
        {
            bytes = bytes[ByteOrderMark.Length..];
        }

        atStart = atStart && bytes.IsEmpty;
        Validate(bytes);
        if (!afterCarriageReturn && bytes.IndexOf((byte)'\r') < 0)
        {
            hash.AppendData(bytes);
            return;
        }

        if (folded.Length < bytes.Length + 1)
        {
            folded = new byte[bytes.Length + 1];
        }

        var length = 0;
        foreach (var b in bytes)
        {
            if (b == '\n' && afterCarriageReturn)
            {
                afterCarriageReturn = false;
                continue;
            }

            afterCarriageReturn = b == '\r';
            folded[length++] = afterCarriageReturn ? (byte)'\n' : b;
        }

        hash.AppendData(folded.AsSpan(0, length));
    }

    /// <summary>Lower-case hexadecimal.</summary>
    /// <exception cref="DecoderFallbackException">The text ends inside a character.</exception>
    public string Finish()
    {
        _ = decoder.GetCharCount([], flush: true);
        Span<byte> result = stackalloc byte[32];
        hash.GetHashAndReset(result);
        return Convert.ToHexString(result).ToLowerInvariant();
    }

    public void Dispose() => hash.Dispose();

    private void Validate(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || (!insideCharacter && Ascii.IsValid(bytes)))
        {
            return;
        }

        if (decoded.Length < bytes.Length + 1)
        {
            decoded = new char[bytes.Length + 1];
        }

        decoder.Convert(bytes, decoded, flush: false, out _, out _, out _);
        insideCharacter = !Ascii.IsValid(bytes[^1]);
    }
}
