using System.Diagnostics;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>The time that one migration may spend waiting for locks, and the pauses between its attempts.</summary>
internal sealed class Budget(TimeSpan total)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Stopwatch watch = Stopwatch.StartNew();

    /// <summary>The attempt under way, from 1.</summary>
    public int Attempt { get; private set; } = 1;

    public TimeSpan Total => total;

    public TimeSpan Spent => watch.Elapsed;

    public TimeSpan Left => total > watch.Elapsed ? total - watch.Elapsed : TimeSpan.Zero;

    /// <summary>Pauses before the next attempt, longer each time and never twice the same; false when the budget is spent.</summary>
    public async Task<bool> NextAttemptAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(Attempt - 1, 10));
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
