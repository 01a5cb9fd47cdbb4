using System.Diagnostics;

namespace PgMigrate.Build;

/// <summary>How a child process ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, bool TimedOut);

/// <summary>A child process: argument list, never a command line; a time limit; nothing of it left behind.</summary>
internal sealed record Command(string Program, params string[] Arguments)
{
    private static readonly TimeSpan GraceToCleanUp = TimeSpan.FromSeconds(20);

    /// <summary>True when the terminal has sent its Ctrl+C to the children as well: a second one would stop their cleaning up.</summary>
    public static bool ChildrenWereTold { get; set; }

    public string? Folder { get; init; }

    public TimeSpan Limit { get; init; } = Timeout.InfiniteTimeSpan;

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Runs it with this process's own input and output.</summary>
    public Task<CommandResult> ShowAsync(CancellationToken cancellationToken) => RunAsync(capture: false, cancellationToken);

    /// <summary>Runs it without input and keeps what it says. A program that does not exist gives exit code 127.</summary>
    public Task<CommandResult> CaptureAsync(CancellationToken cancellationToken) => RunAsync(capture: true, cancellationToken);

    private async Task<CommandResult> RunAsync(bool capture, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Program)
        {
            UseShellExecute = false,
            RedirectStandardInput = capture,
            RedirectStandardOutput = capture,
            RedirectStandardError = capture,
            WorkingDirectory = Folder ?? "",
        };
        foreach (var argument in Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        var output = new List<string>();
        if (capture)
        {
            process.OutputDataReceived += (_, e) => Keep(output, e.Data);
            process.ErrorDataReceived += (_, e) => Keep(output, e.Data);
        }

        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new CommandResult(127, e.Message, TimedOut: false);
        }

        if (capture)
        {
            process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process, gently: cancellationToken.IsCancellationRequested);
            cancellationToken.ThrowIfCancellationRequested();
            return new CommandResult(124, Text(output), TimedOut: true);
        }

        return new CommandResult(process.ExitCode, Text(output), TimedOut: false);
    }

    private static void Keep(List<string> output, string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.Add(line);
            }
        }
    }

    private static string Text(List<string> output)
    {
        lock (output)
        {
            return string.Join('\n', output);
        }
    }

    private static async Task EndAsync(Process process, bool gently)
    {
        if (gently && !ChildrenWereTold && !OperatingSystem.IsWindows())
        {
            // A child with servers of its own (the demo, the tests) stops them on an interrupt; PowerShell runs no
            // `finally` on a mere TERM.
            using var kill = Process.Start(new ProcessStartInfo("kill", ["-INT", $"{process.Id}"]) { RedirectStandardError = true });
        }

        using var grace = new CancellationTokenSource(gently ? GraceToCleanUp : TimeSpan.Zero);
        try
        {
            await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
