using System.Globalization;
using System.Text.RegularExpressions;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>Durations as directives write them: <c>500ms</c>, <c>2s</c>, <c>5m</c> or <c>5min</c>, <c>1h</c>.</summary>
internal static partial class Duration
{
    public const string Forms = "a number with a unit: 500ms, 2s, 5m, 1h";

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var match = Form().Match(text);
        if (!match.Success || !double.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var seconds = number * match.Groups[2].Value switch
        {
            "ms" => 0.001,
            "s" => 1,
            "m" or "min" => 60,
            "h" => 3600,
            _ => 86400,
        };
        if (seconds > 365 * 86400.0)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));
        return true;
    }

    [GeneratedRegex(@"^([0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(ms|s|min|m|h|d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
