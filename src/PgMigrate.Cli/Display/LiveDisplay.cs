using System.Threading.Channels;
using PgMigrate.Events;
using Spectre.Console;

namespace PgMigrate.Cli.Display;

/// <summary>Progress bars on a terminal; other events scroll above them. The only place where a run touches Spectre.</summary>
internal static class LiveDisplay
{
    private const int BarWidth = 20;
    private const int ColumnsBesideText = BarWidth + 22;

    public static Task RunAsync(IReadOnlyList<EngineEvent> early, ChannelReader<EngineEvent> events, EventLines lines)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                var tasks = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
                foreach (var engineEvent in early)
                {
                    Show(console, context, tasks, lines, engineEvent);
                }

                await foreach (var engineEvent in events.ReadAllAsync())
                {
                    Show(console, context, tasks, lines, engineEvent);
                }
            });
    }

    private static void Show(
        IAnsiConsole console, ProgressContext context, Dictionary<string, ProgressTask> tasks, EventLines lines, EngineEvent engineEvent)
    {
        if (engineEvent is not ProgressEvent progress)
        {
            if (lines.Text(engineEvent) is { } text)
            {
                console.WriteLine(PlainText.Of(text), engineEvent is WarningEvent or BlockedEvent ? new Style(Color.Yellow) : Style.Plain);
            }

            return;
        }

        if (!tasks.TryGetValue(progress.Activity, out var task))
        {
            task = context.AddTask(Markup.Escape(PlainText.Of(progress.Activity + " ")));
            tasks.Add(progress.Activity, task);
        }

        task.Description = Markup.Escape(PlainText.Of(Description(progress, console.Profile.Width)));
        task.IsIndeterminate = progress.Total == 0;
        task.MaxValue = Math.Max(progress.Total, 1);
        task.Value = progress.Done;
        if (progress.Completed)
        {
            task.StopTask();
            tasks.Remove(progress.Activity);
        }
    }

    private static string Description(ProgressEvent progress, int width)
    {
        var left = progress.Remaining is { } remaining ? $"{PlainText.Duration(remaining)} left: " : "";
        var count = progress.Total > 0 ? $"[{progress.Done}/{progress.Total}] " : "";
        var text = $"{count}{left}{(progress.Status.Length > 0 ? progress.Status : progress.Activity)}".ReplaceLineEndings(" ");

        // The bar and the clock need their room: a description that takes it all would push them out.
        var room = Math.Max(width - ColumnsBesideText, 16);
        return text.Length <= room ? text : text[..(room - 1)] + "…";
    }
}
