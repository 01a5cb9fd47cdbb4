using System.Threading.Channels;
using PgMigrate.Cli.Hosting;
using PgMigrate.Events;

namespace PgMigrate.Cli.Display;

/// <summary>
/// The engine's events on standard error: plain lines, or a live display on a terminal once something takes long enough
/// to be worth one. The engine never waits for the screen: events go through a queue.
/// </summary>
internal sealed class EventDisplay(Terminal terminal, bool verbose) : IEngineEvents
{
    private static readonly TimeSpan LiveAfter = TimeSpan.FromMilliseconds(300);

    private readonly object gate = new();
    private Channel<EngineEvent>? queue;
    private Task pump = Task.CompletedTask;

    public void Publish(EngineEvent engineEvent)
    {
        // Most runs end before anything needs showing; then neither queue nor task comes to be.
        if (engineEvent is VerboseEvent or StatementEvent && !verbose)
        {
            return;
        }

        lock (gate)
        {
            if (queue is null)
            {
                var created = Channel.CreateUnbounded<EngineEvent>(new UnboundedChannelOptions { SingleReader = true });
                queue = created;
                pump = Task.Run(() => PumpAsync(created.Reader));
            }

            queue.Writer.TryWrite(engineEvent);
        }
    }

    public Task DrainAsync()
    {
        lock (gate)
        {
            queue?.Writer.TryComplete();
            queue = null;
            return pump;
        }
    }

    private async Task PumpAsync(ChannelReader<EngineEvent> events)
    {
        var lines = new EventLines(terminal.Error, terminal.ErrorHasColour);
        if (!terminal.ErrorIsTerminal)
        {
            await foreach (var engineEvent in events.ReadAllAsync())
            {
                lines.Write(engineEvent);
            }

            return;
        }

        // Held back for a moment: a run of 50 ms shows nothing but its result.
        var early = new List<EngineEvent>();
        var patience = Task.Delay(LiveAfter);
        while (!patience.IsCompleted)
        {
            var more = events.WaitToReadAsync().AsTask();
            if (await Task.WhenAny(more, patience) == more && !await more)
            {
                early.ForEach(e => WriteUnlessProgress(lines, e));
                return;
            }

            while (events.TryRead(out var engineEvent))
            {
                early.Add(engineEvent);
            }
        }

        try
        {
            await LiveDisplay.RunAsync(early, events, lines);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // What a run did must not depend on what a terminal can show: the rest comes as lines.
            terminal.Error.WriteLine($"The live display failed ({fault.Message}); going on without it.");
            await foreach (var engineEvent in events.ReadAllAsync())
            {
                lines.Write(engineEvent);
            }
        }
    }

    private static void WriteUnlessProgress(EventLines lines, EngineEvent engineEvent)
    {
        if (engineEvent is not ProgressEvent)
        {
            lines.Write(engineEvent);
        }
    }
}
