using PgMigrate.Cli.Hosting;
using PgMigrate.Errors;

namespace PgMigrate.Cli.Display;

/// <summary>An error as a compiler would show it.</summary>
internal static class ErrorDisplay
{
    private const string Red = "\e[1;31m";
    private const string Cyan = "\e[36m";
    private const string Reset = "\e[0m";

    public static void Write(Terminal terminal, PgError error)
    {
        var colour = terminal.ErrorHasColour;
        var lines = PlainText.Of(error.ToString()).Split('\n');
        terminal.Error.WriteLine(Paint(colour, Red, $"error {error.Id}: ") + lines[0]);
        foreach (var line in lines.AsSpan(1))
        {
            var text = line.AsSpan().Trim();
            terminal.Error.WriteLine(
                text is "^" ? Paint(colour, Red, line)
                : text.StartsWith("next: ", StringComparison.Ordinal) ? Paint(colour, Cyan, line)
                : line);
        }
    }

    private static string Paint(bool colour, string code, string text) => colour ? code + text + Reset : text;
}
