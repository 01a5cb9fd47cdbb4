using PgMigrate.Cli.Hosting;
using Spectre.Console;

namespace PgMigrate.Cli.Display;

/// <summary>Apart from <see cref="PlainTable"/>, so that redirected output never loads Spectre.</summary>
internal static class SpectreTable
{
    private static readonly Dictionary<string, Style> Accents = new(StringComparer.Ordinal)
    {
        ["Applied"] = new(Color.Green),
        ["Pending"] = new(Color.Yellow),
        ["Succeeded"] = new(Color.Green),
        ["Changed"] = new(Color.Red),
        ["Missing"] = new(Color.Red),
        ["OutOfOrder"] = new(Color.Red),
        ["HalfDone"] = new(Color.Red),
        ["Failed"] = new(Color.Red),
    };

    private const int RoomForNotes = 20;

    public static void Write(PlainTable table, Terminal terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(terminal.Out),
            ColorSystem = terminal.OutHasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        var widths = table.Widths();
        var withoutLast = widths[..^1].Sum() + (widths.Length * 3) + 2;
        if (withoutLast + Math.Min(widths[^1], RoomForNotes) > console.Profile.Width)
        {
            // Too narrow for the columns as they are: the terminal's own line break does less harm than breaks inside names.
            console.Profile.Width = withoutLast + widths[^1];
        }

        var drawn = new Table().Border(TableBorder.Simple);
        foreach (var column in table.Columns)
        {
            // Names and times are for copying: only the last column, which holds notes, wraps.
            drawn.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))) { NoWrap = column != table.Columns[^1] });
        }

        foreach (var row in table.Rows)
        {
            // Text, never markup: cells come from files and servers.
            drawn.AddRow(row.Select(cell => new Text(cell, Accents.GetValueOrDefault(cell, Style.Plain))));
        }

        console.Write(drawn);
    }
}
