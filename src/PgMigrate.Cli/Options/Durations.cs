using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace PgMigrate.Cli.Options;

/// <summary>Time limits as text: 500ms, 2s, 5m, 1h. A unit is required: PostgreSQL takes bare numbers as milliseconds, people as seconds.</summary>
internal static class Durations
{
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = Parse,
    };

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        var digits = text.Length;
        while (digits > 0 && !char.IsAsciiDigit(text[digits - 1]))
        {
            digits--;
        }

        double? unit = text[digits..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" or "min" => 60_000,
            "h" => 3_600_000,
            _ => null,
        };
        if (unit is not { } milliseconds
            || !double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            // The server keeps its time limits in a 32-bit number of milliseconds.
            || number * milliseconds > int.MaxValue)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(Math.Round(number * milliseconds));
        return true;
    }

    private static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (TryParse(text, out var duration))
        {
            return duration;
        }

        result.AddError($"'{text}' is not a time limit. Write a number with a unit, at most 24 days: 500ms, 2s, 5m or 1h.");
        return null;
    }
}
