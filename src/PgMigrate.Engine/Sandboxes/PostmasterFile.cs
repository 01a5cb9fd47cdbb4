using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>The head of a running server's <c>postmaster.pid</c>.</summary>
/// <param name="ProcessId">Line 1.</param>
/// <param name="StartedAt">Line 3: seconds since 1970.</param>
internal sealed record PostmasterFile(int ProcessId, long StartedAt)
{
    // Clocks are set, and process start times are counted from the boot.
    private const int ToleranceSeconds = 60;

    /// <summary>What the data folder holds; null where there is none, or only part of one.</summary>
    public static PostmasterFile? Read(string dataFolder)
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(dataFolder, "postmaster.pid"));
            return lines.Length > 2
                && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && long.TryParse(lines[2], NumberStyles.None, CultureInfo.InvariantCulture, out var started)
                ? new PostmasterFile(pid, started)
                : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>True while that very process lives. Process ids are used again: the start time tells them apart.</summary>
    public bool IsAlive()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            var started = new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
            return !process.HasExited && Math.Abs(started - StartedAt) <= ToleranceSeconds && !IsZombie();
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or Win32Exception or NotSupportedException or IOException)
        {
            return false;
        }
    }

    // Dead, but not yet collected by its parent: in a container without an init process that takes for ever.
    private bool IsZombie()
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{ProcessId}/stat");
        if (!File.Exists(file))
        {
            return false;
        }

        var text = File.ReadAllText(file);
        return text.AsSpan(text.LastIndexOf(')') + 1).TrimStart().StartsWith("Z");
    }
}
