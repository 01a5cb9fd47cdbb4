using System.Diagnostics;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>What a program said.</summary>
internal sealed record ProgramAnswer(int ExitCode, string Output, string Errors);

/// <summary>Runs a program by an argument list; no shell ever reads a line of ours.</summary>
internal static class ChildProcess
{
    // A server started by the program may hold the pipes for ever: what they gave until then is what there is to read.
    private static readonly TimeSpan PipeGrace = TimeSpan.FromMilliseconds(500);

    public static async Task<ProgramAnswer> RunAsync(
        IReadOnlyList<string> commandLine, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(commandLine[0], commandLine.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        SetEnvironment(start.Environment);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            // Not WaitForExitAsync, which waits for the end of the pipes too.
            while (!process.HasExited)
            {
                await Task.Delay(5, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        await Task.WhenAny(Task.WhenAll(output, errors), Task.Delay(PipeGrace, CancellationToken.None)).ConfigureAwait(false);
        return new ProgramAnswer(process.ExitCode, Finished(output), Finished(errors));
    }

    // PGDATA, PGOPTIONS, PGPORT … of the caller are about other servers; and messages are compared in English.
    private static void SetEnvironment(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            environment.Remove(name);
        }

        environment["LC_ALL"] = "C";
    }

    private static string Finished(Task<string> text) => text.IsCompletedSuccessfully ? text.GetAwaiter().GetResult() : "";
}
