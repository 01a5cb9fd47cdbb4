using PgMigrate.Events;

namespace PgMigrate.Cli.Display;

/// <summary>Each event as a line or a few.</summary>
internal sealed class EventLines(TextWriter writer, bool colour)
{
    private string? lastStatus;

    public void Write(EngineEvent engineEvent)
    {
        if (Text(engineEvent) is { } text)
        {
            text = PlainText.Of(text);
            writer.WriteLine(colour && engineEvent is (WarningEvent or BlockedEvent) ? $"\e[33m{text}\e[0m" : text);
        }
    }

    /// <summary>Null when there is nothing new to say.</summary>
    public string? Text(EngineEvent engineEvent) => engineEvent switch
    {
        WarningEvent warning => $"warning {warning.Id}: {warning.Message}",
        BlockedEvent blocked => Blocked(blocked),
        VerboseEvent detail => detail.Message,
        StatementEvent statement => $"{(statement.Writes ? "write" : "read")} {statement.Database}: {statement.Sql}",
        ProgressEvent progress => Progress(progress),
        _ => null,
    };

    private string? Progress(ProgressEvent progress)
    {
        // One line for each thing worked at, not one for each tick.
        if (progress.Completed || progress.Status.Length == 0 || progress.Status == lastStatus)
        {
            return null;
        }

        lastStatus = progress.Status;
        var count = progress.Total > 0
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{Math.Min(progress.Done + 1, progress.Total)}/{progress.Total}] ")
            : "";
        return $"{count}{progress.Activity}: {progress.Status}";
    }

    private static string Blocked(BlockedEvent blocked)
    {
        var text = $"blocked: attempt {blocked.Attempt}, waited {PlainText.Duration(blocked.Waited)}, gives up in {PlainText.Duration(blocked.BudgetLeft)}: {blocked.Statement}";
        foreach (var blocker in blocked.Blockers)
        {
            text += $"\n  by {blocker}";
        }

        return text;
    }
}
