using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace PgMigrate.Cmdlets;

/// <summary>
/// Lets a TimeSpan parameter be written as PostgreSQL writes times: <c>500ms</c>, <c>2s</c>, <c>5min</c>, <c>1h</c>, <c>1d</c>. A bare number other
/// than 0 is refused: PowerShell would take it for ticks, PostgreSQL for milliseconds, and people for seconds.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null or TimeSpan)
        {
            return value;
        }

        // PowerShell reads the bare word 2s as the number 2 (of 16 bits) and 1d as a decimal, but keeps what was written for
        // whoever wants text. In a hashtable for splatting that is lost; a 16-bit number is then the seconds that it was.
        var text = LanguagePrimitives.ConvertTo<string>(inputData).Trim();
        return value is short seconds && !text.EndsWith('s') ? TimeSpan.FromSeconds(seconds) : Parse(text);
    }

    private static TimeSpan Parse(string text)
    {
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        var match = Form().Match(text);
        if (match.Success && double.TryParse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            var unit = match.Groups[2].Value.ToLowerInvariant();
            var milliseconds = number * unit switch
            {
                "ms" => 1,
                "s" => 1_000,
                "m" or "min" => 60_000,
                "h" => 3_600_000,
                _ => 86_400_000,
            };

            // Longest time that PostgreSQL's own limits can hold (a signed 32-bit count of milliseconds).
            return milliseconds <= int.MaxValue ? TimeSpan.FromMilliseconds(milliseconds) : throw Refused(text);
        }

        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero
                ? span
                : throw Refused(text);
    }

    private static ArgumentTransformationMetadataException Refused(string text) =>
        new($"'{text}' is not a time. Write it with its unit, at most 24 days: 500ms, 2s, 5min, 1h, 1d; or as hours:minutes:seconds (00:00:02); or 0 for none.");

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|min|h|d)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
