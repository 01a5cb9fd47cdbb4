using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using PgMigrate.Events;

namespace PgMigrate.Cmdlets.Hosting;

/// <summary>Turns engine events into PowerShell's streams. Pipeline thread only.</summary>
internal sealed class EventStreams(Cmdlet cmdlet)
{
    /// <summary>The module's one progress activity.</summary>
    public const int ActivityId = 54320;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch sinceProgress = new();
    private string? shownActivity;

    public void Show(object item)
    {
        switch (item)
        {
            case PipelineWork work:
                work.Run();
                break;
            case VerboseEvent verbose:
                cmdlet.WriteVerbose(verbose.Message);
                break;
            case WarningEvent warning:
                cmdlet.WriteWarning($"{warning.Message} [{warning.Id}]");
                break;
            case ProgressEvent progress:
                ShowProgress(progress);
                break;
            case BlockedEvent blocked:
                cmdlet.WriteWarning(Text(blocked));
                break;
            case StatementEvent statement:
                cmdlet.WriteDebug($"{(statement.Writes ? "write" : "read")}: {statement.Database}: {statement.Sql}");
                break;
        }
    }

    /// <summary>Takes the progress bar away, if one is shown.</summary>
    public void CompleteProgress()
    {
        if (shownActivity is { } activity)
        {
            shownActivity = null;
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void ShowProgress(ProgressEvent progress)
    {
        if (progress.Completed)
        {
            CompleteProgress();
            return;
        }

        if (shownActivity is not null && sinceProgress.Elapsed < ProgressInterval)
        {
            return;
        }

        shownActivity = progress.Activity;
        sinceProgress.Restart();
        var record = new ProgressRecord(ActivityId, progress.Activity, Status(progress));
        if (progress.Total > 0)
        {
            record.PercentComplete = (int)Math.Clamp(progress.Done * 100 / progress.Total, 0, 100);
        }

        if (progress.Remaining is { } remaining)
        {
            record.SecondsRemaining = (int)Math.Clamp(remaining.TotalSeconds, 0, int.MaxValue);
        }

        cmdlet.WriteProgress(record);
    }

    // PowerShell refuses an empty status.
    private static string Status(ProgressEvent progress)
    {
        var count = progress.Total > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{progress.Done} of {progress.Total}")
            : string.Create(CultureInfo.InvariantCulture, $"{progress.Done}");
        return progress.Status.Length == 0 ? count : $"{progress.Status} ({count})";
    }

    private static string Text(BlockedEvent blocked)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"Waiting for a lock (attempt {blocked.Attempt}, waited {blocked.Waited.TotalSeconds:0.#} s, gives up in {blocked.BudgetLeft.TotalSeconds:0.#} s): {blocked.Statement}");
        return blocked.Blockers.Count == 0
            ? text
            : $"{text}\n  blocked by {string.Join("\n  blocked by ", blocked.Blockers)}";
    }
}
