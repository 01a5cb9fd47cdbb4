using PgMigrate.Cli.Hosting;

namespace PgMigrate.Cli.Display;

/// <summary>A table as data; Spectre draws it on a terminal, aligned columns go everywhere else.</summary>
internal sealed class PlainTable(params string[] columns)
{
    public IReadOnlyList<string> Columns { get; } = columns;

    public List<string[]> Rows { get; } = [];

    public void Add(params string?[] cells) =>
        Rows.Add([.. cells.Select(cell => PlainText.Of(cell ?? "").ReplaceLineEndings(" "))]);

    public void Write(Terminal terminal)
    {
        if (terminal.OutIsTerminal)
        {
            SpectreTable.Write(this, terminal);
            return;
        }

        var widths = Widths();
        WriteRow(terminal.Out, Columns, widths);
        foreach (var row in Rows)
        {
            WriteRow(terminal.Out, row, widths);
        }
    }

    /// <summary>What each column takes when nothing wraps.</summary>
    public int[] Widths() => [.. Columns.Select((column, i) => Rows.Select(row => row[i].Length).Append(column.Length).Max())];

    private static void WriteRow(TextWriter writer, IReadOnlyList<string> cells, int[] widths)
    {
        var last = cells.Count - 1;
        while (last > 0 && cells[last].Length == 0)
        {
            last--;
        }

        for (var i = 0; i <= last; i++)
        {
            writer.Write(i == last ? cells[i] : cells[i].PadRight(widths[i] + 2));
        }

        writer.WriteLine();
    }
}
