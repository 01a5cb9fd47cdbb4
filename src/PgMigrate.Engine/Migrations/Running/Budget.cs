using System.Diagnostics;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>The time that one migration may spend waiting for locks, and the pauses between its attempts.</summary>
internal sealed class Budget(TimeSpan total)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private int failures;

    /// <summary>The attempt under way, from 1.</summary>
    public int Attempt { get; private set; } = 1;

    public TimeSpan Total => total;

    public TimeSpan Spent => watch.Elapsed;

    public TimeSpan Left => total > watch.Elapsed ? total - watch.Elapsed : TimeSpan.Zero;

    /// <summary>A statement is sent. Until a lock could not be had, what the statements before it took is work, not waiting.</summary>
    public void Sending()
    {
        if (failures == 0)
        {
            watch.Restart();
        }
    }

    /// <summary>Something was committed: what is waited for from now on is waited for anew.</summary>
    public void Progressed() => failures = 0;

    /// <summary>Pauses before the next attempt, longer each time and never twice the same; false when the budget is spent.</summary>
    public async Task<bool> NextAttemptAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failures++, 10));
        pause = (pause < LongestPause ? pause : LongestPause) * (0.5 + Random.Shared.NextDouble());
        if (Left <= pause)
        {
            return false;
        }

        await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        Attempt++;
        return true;
    }
}
