using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using PgMigrate.Engine.Migrations.Files;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>Numbers new migrations in the style that a folder already has.</summary>
internal static partial class NextNumber
{
    private const string First = "0001";

    // By how many digits a date with time is written. Eight digits alone are a date.
    private static readonly Dictionary<int, (string Format, TimeSpan Step)> Timestamps = new()
    {
        [8] = ("yyyyMMdd", TimeSpan.FromDays(1)),
        [12] = ("yyyyMMddHHmm", TimeSpan.FromMinutes(1)),
        [14] = ("yyyyMMddHHmmss", TimeSpan.FromSeconds(1)),
        [17] = ("yyyyMMddHHmmssfff", TimeSpan.FromMilliseconds(1)),
    };

    public static string After(IReadOnlyList<string> existingNumbers, DateTimeOffset utcNow) => After(existingNumbers, utcNow, 1)[0];

    /// <summary>So many numbers, each greater than the one before and than all that exist.</summary>
    public static IReadOnlyList<string> After(IReadOnlyList<string> existingNumbers, DateTimeOffset utcNow, int count)
    {
        var numbers = new List<string>(count);
        var last = existingNumbers.Select(Parse).Order().Select(number => number.Text).LastOrDefault();
        while (numbers.Count < count)
        {
            last = last is null ? First : Following(last, utcNow);
            numbers.Add(last);
        }

        return numbers;
    }

    private static string Following(string last, DateTimeOffset utcNow)
    {
        if (FollowingTimestamp(last, utcNow) is { } timestamp)
        {
            return timestamp;
        }

        var run = LastDigits().Match(last);
        var next = (BigInteger.Parse(run.Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        return last[..run.Index] + next.PadLeft(run.Length, '0') + last[(run.Index + run.Length)..];
    }

    private static string? FollowingTimestamp(string last, DateTimeOffset utcNow)
    {
        var digits = Digits(last);
        if (!Timestamps.TryGetValue(digits.Length, out var style)
            || !DateTime.TryParseExact(digits, style.Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var lastTime)
            || lastTime.Year is < 1990 or > 2999)
        {
            return null;
        }

        var now = utcNow.UtcDateTime.ToString(style.Format, CultureInfo.InvariantCulture);
        var next = string.CompareOrdinal(now, digits) > 0
            ? now
            : (lastTime + style.Step).ToString(style.Format, CultureInfo.InvariantCulture);

        // The new digits in the old places, so that separators stay where they are.
        var text = new StringBuilder(last);
        var at = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                text[i] = next[at++];
            }
        }

        return text.ToString();
    }

    private static MigrationNumber Parse(string text) => MigrationNumber.TryParse(text, out var number, out _)
        ? number
        : throw new ArgumentException($"'{text}' is not the number of a migration.", nameof(text));

    private static string Digits(string number) => new(number.Where(char.IsAsciiDigit).ToArray());

    [GeneratedRegex(@"[0-9]+(?=[^0-9]*$)", RegexOptions.CultureInvariant)]
    private static partial Regex LastDigits();
}
