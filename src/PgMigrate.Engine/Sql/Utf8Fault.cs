using System.Buffers;
using System.Text;

namespace PgMigrate.Engine.Sql;

/// <summary>Finds the first bytes of a file that are no UTF-8.</summary>
internal static class Utf8Fault
{
    /// <summary>Null when there are none.</summary>
    public static ScriptPlace? Find(string path)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[64 * 1024];
        var characters = new char[bytes.Length];
        var place = ScriptPlace.Start;
        var kept = 0;
        var first = true;
        while (true)
        {
            var read = stream.ReadAtLeast(bytes.AsSpan(kept), bytes.Length - kept, throwOnEndOfStream: false);
            var length = kept + read;
            var source = bytes.AsSpan(0, length);
            if (first && source.StartsWith("\uFEFF"u8))
            {
                place.SkipByteOrderMark();
                source = source[3..];
            }

            first = false;
            var final = read < bytes.Length - kept;
            var status = System.Text.Unicode.Utf8.ToUtf16(source, characters, out var used, out var written, replaceInvalidSequences: false, isFinalBlock: final);
            place.Advance(characters.AsSpan(0, written));
            if (status == OperationStatus.InvalidData)
            {
                return place;
            }

            if (final)
            {
                return null;
            }

            source[used..].CopyTo(bytes);
            kept = source.Length - used;
        }
    }
}
