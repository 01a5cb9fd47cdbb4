using System.Globalization;

namespace PgMigrate.Engine.Connections.Environments;

/// <summary>Lengths of time as people write them: <c>500ms</c>, <c>2s</c>, <c>5m</c>, <c>1h</c>, <c>0</c>.</summary>
internal static class DurationText
{
    public const string Form = "a number with its unit: 500ms, 2s, 5m, 1h";

    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    // The server's limits are whole milliseconds in an int.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    public static TimeSpan? Parse(string text)
    {
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        if (!double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var unit = text[digits..].Trim();
        foreach (var (name, milliseconds) in Units)
        {
            if (string.Equals(name, unit, StringComparison.Ordinal))
            {
                var total = number * milliseconds;
                return total <= Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(Math.Round(total)) : null;
            }
        }

        return number == 0 && unit.Length == 0 ? TimeSpan.Zero : null;
    }
}
