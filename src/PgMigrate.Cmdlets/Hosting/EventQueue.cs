using System.Collections.Concurrent;
using PgMigrate.Events;

namespace PgMigrate.Cmdlets.Hosting;

/// <summary>
/// What an engine call has to say to the pipeline thread: events to show, and work that only that thread may do (script
/// blocks). Written from any thread, emptied by one.
/// </summary>
internal sealed class EventQueue(CancellationToken callCancelled) : IEngineEvents, IDisposable
{
    // Flows into the engine's call with the execution context: a token script block that is called from inside of it
    // finds the pipeline that waits for it, which need not be the one it was written in.
    private static readonly AsyncLocal<EventQueue?> CurrentQueue = new();

    private readonly BlockingCollection<object> items = [];
    private ProgressEvent? latestProgress;

    public static EventQueue? Current => CurrentQueue.Value;

    public void MakeCurrent() => CurrentQueue.Value = this;

    /// <inheritdoc/>
    public void Publish(EngineEvent engineEvent)
    {
        // Only the latest progress counts: one place in the queue stands for it, however often it changes.
        if (engineEvent is ProgressEvent { Completed: false } progress)
        {
            if (Interlocked.Exchange(ref latestProgress, progress) is null)
            {
                Add(ProgressPlaceholder.Instance);
            }

            return;
        }

        Add(engineEvent);
    }

    /// <summary>Runs the work on the pipeline thread.</summary>
    public async Task<T> InvokeAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var added = Add(new PipelineWork(() =>
        {
            try
            {
                completion.TrySetResult(work());
            }
            catch (Exception e)
            {
                completion.TrySetException(e);
            }
        }));
        if (!added)
        {
            throw new InvalidOperationException("The command that this belongs to is over.");
        }

        // Without the call's own token it would wait for a pipeline that has stopped reading and waits for the call.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, callCancelled);
        return await completion.Task.WaitAsync(either.Token).ConfigureAwait(false);
    }

    /// <summary>No more is coming; the reader's loop ends when it has read what is there.</summary>
    public void Complete() => items.CompleteAdding();

    /// <summary>Blocks until there is something or <see cref="Complete"/> was called.</summary>
    public IEnumerable<object> Read()
    {
        foreach (var item in items.GetConsumingEnumerable())
        {
            if (item is not ProgressPlaceholder)
            {
                yield return item;
            }
            else if (Interlocked.Exchange(ref latestProgress, null) is { } progress)
            {
                yield return progress;
            }
        }
    }

    public void Dispose() => items.Dispose();

    private bool Add(object item)
    {
        try
        {
            items.Add(item);
            return true;
        }
        catch (InvalidOperationException)
        {
            // The call is over (a timer of the engine that fires late): nobody listens any more. Includes disposal.
            return false;
        }
    }

    private sealed class ProgressPlaceholder
    {
        public static readonly ProgressPlaceholder Instance = new();
    }
}
