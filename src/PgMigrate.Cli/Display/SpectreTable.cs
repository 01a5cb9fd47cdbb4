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

    public static void Write(PlainTable table, Terminal terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(terminal.Out),
            ColorSystem = terminal.OutHasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        var drawn = new Table().Border(TableBorder.Rounded);
        foreach (var column in table.Columns)
        {
            drawn.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        }

        foreach (var row in table.Rows)
        {
            // Text, never markup: cells come from files and servers.
            drawn.AddRow(row.Select(cell => new Text(cell, Accents.GetValueOrDefault(cell, Style.Plain))));
        }

        console.Write(drawn);
    }
}
