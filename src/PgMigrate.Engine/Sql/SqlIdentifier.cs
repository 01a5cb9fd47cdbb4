using System.Globalization;
using System.Text;

namespace PgMigrate.Engine.Sql;

/// <summary>Identifiers: from names to SQL, and from SQL to the names that the server stores.</summary>
internal static class SqlIdentifier
{
    /// <summary>NAMEDATALEN less one.</summary>
    public const int MaxBytes = 63;

    /// <summary>Always quoted: <c>a"b</c> becomes <c>"a""b"</c>.</summary>
    public static string Quote(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A name cannot hold a zero character.", nameof(name));
        }

        return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    public static string Quote(string schema, string name) => $"{Quote(schema)}.{Quote(name)}";

    /// <summary>The name that the server makes of an identifier token.</summary>
    public static string NameOf(SqlTokenKind kind, ReadOnlySpan<char> token, char escape = '\\') => Truncate(kind switch
    {
        SqlTokenKind.QuotedIdentifier => token[1..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal),
        SqlTokenKind.UnicodeIdentifier =>
            DecodeUnicode(token[3..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal), escape),
        _ => FoldAscii(token),
    });

    /// <summary>Cuts as the server does: at 63 bytes of UTF-8, never inside a character.</summary>
    public static string Truncate(string name)
    {
        if (name.Length <= MaxBytes / 3)
        {
            return name;
        }

        var bytes = 0;
        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return name[..length];
    }

    /// <summary>Resolves \XXXX and \+XXXXXX; what is none of them is left as it is, for the server to refuse.</summary>
    public static string DecodeUnicode(string text, char escape)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != escape)
            {
                result.Append(text[i++]);
            }
            else if (i + 1 < text.Length && text[i + 1] == escape)
            {
                result.Append(escape);
                i += 2;
            }
            else if (TryHex(text, i + 1, 4, out var unit))
            {
                // Halves of a surrogate pair may come one after the other: as UTF-16 they join by themselves.
                result.Append((char)unit);
                i += 5;
            }
            else if (i + 1 < text.Length && text[i + 1] == '+' && TryHex(text, i + 2, 6, out var point) && Rune.IsValid(point))
            {
                result.Append(new Rune(point).ToString());
                i += 8;
            }
            else
            {
                result.Append(text[i++]);
            }
        }

        return result.ToString();
    }

    // The server folds ASCII only, where the encoding is UTF-8.
    private static string FoldAscii(ReadOnlySpan<char> token)
    {
        var folded = token.ToString();
        return folded.AsSpan().IndexOfAnyInRange('A', 'Z') < 0
            ? folded
            : string.Create(folded.Length, folded, static (target, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                {
                    target[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
                }
            });
    }

    private static bool TryHex(string text, int start, int length, out int value)
    {
        value = 0;
        return start + length <= text.Length
            && int.TryParse(text.AsSpan(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
