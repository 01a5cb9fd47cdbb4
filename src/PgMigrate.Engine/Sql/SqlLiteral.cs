using System.Text;

namespace PgMigrate.Engine.Sql;

/// <summary>String literals: from values to SQL, and back.</summary>
internal static class SqlLiteral
{
    /// <summary>Means the same whatever standard_conforming_strings says: with a backslash in it the E'' form.</summary>
    public static string Quote(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A string cannot hold a zero character.", nameof(value));
        }

        var doubled = value.Replace("'", "''", StringComparison.Ordinal);

        return value.Contains('\\', StringComparison.Ordinal)
            ? $"E'{doubled.Replace("\\", "\\\\", StringComparison.Ordinal)}'"
            : $"'{doubled}'";
    }

    /// <summary>The value of a string token, as far as code has to be read out of it: escapes that are no quote or backslash stay as they are.</summary>
    public static string ValueOf(SqlToken token, ReadOnlySpan<char> text)
    {
        var written = token.In(text);
        if (token.Kind == SqlTokenKind.DollarString)
        {
            var tag = SqlQuotes.LengthOfDollarTag(written, 0);
            return written[tag..^tag].ToString();
        }

        var open = written.IndexOf('\'');
        var body = written[(open + 1)..^1].ToString().Replace("''", "'", StringComparison.Ordinal);
        return token.Kind switch
        {
            SqlTokenKind.EscapeString => Unescape(body),
            SqlTokenKind.UnicodeString => SqlIdentifier.DecodeUnicode(body, '\\'),
            _ => body,
        };
    }

    private static string Unescape(string body)
    {
        var result = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] == '\\' && i + 1 < body.Length)
            {
                i++;
                result.Append(body[i] switch
                {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'b' => '\b',
                    'f' => '\f',
                    var other => other,
                });
            }
            else
            {
                result.Append(body[i]);
            }
        }

        return result.ToString();
    }
}
