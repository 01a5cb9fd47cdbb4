using System.Globalization;
using PgMigrate.Events;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>A server's life on disk and as a process: made, started, stopped, removed.</summary>
internal sealed class SandboxServer
{
    private readonly string folder;
    private readonly ServerBinaries binaries;
    private readonly ServerAccount account;

    public SandboxServer(string folder, ServerBinaries binaries, ServerAccount account)
    {
        this.folder = folder;
        this.binaries = binaries;
        this.account = account;
    }

    public string DataFolder => Path.Combine(folder, "data");

    private string LogFile => Path.Combine(folder, "log");

    /// <summary>Makes the folder and an empty cluster in it.</summary>
    public async Task CreateAsync(string userName, string password, CancellationToken cancellationToken)
    {
        await MakeFolderAsync(cancellationToken).ConfigureAwait(false);

        // The folder lets in nobody but the server's account, so the file may be readable to it while it is there.
        var passwordFile = Path.Combine(folder, "password");
        try
        {
            await File.WriteAllTextAsync(passwordFile, password + "\n", cancellationToken).ConfigureAwait(false);
            var answer = await RunAsync(
                "initdb",
                ["-D", DataFolder, "-U", userName, "-A", "scram-sha-256", "--pwfile=" + passwordFile, "-E", "UTF8", "--locale=C", "-N"],
                cancellationToken).ConfigureAwait(false);
            if (answer.ExitCode != 0)
            {
                throw SandboxErrors.StartFailed(
                    "initdb failed.", "Remove what it names, or give another folder of binaries.", answer.Errors + answer.Output);
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>Starts it and waits until it takes connections; false when the port is taken.</summary>
    public async Task<bool> TryStartAsync(SandboxConfiguration configuration, TimeSpan limit, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(DataFolder, "postgresql.auto.conf"), configuration.Text(folder), cancellationToken).ConfigureAwait(false);
        File.Delete(LogFile);
        var seconds = Math.Max(1, (int)limit.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var answer = await RunAsync("pg_ctl", ["start", "-D", DataFolder, "-l", LogFile, "-w", "-s", "-t", seconds], cancellationToken).ConfigureAwait(false);
        if (answer.ExitCode == 0)
        {
            return true;
        }

        var log = LogTail();
        if (log.Contains("could not bind", StringComparison.Ordinal) || log.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal))
        {
            return false;
        }

        throw SandboxErrors.StartFailed(
            "the server did not come up.", "Correct what its log names; if it was only slow, allow it more time.", answer.Errors + answer.Output + log);
    }

    /// <summary>Stops it: first as a restart would, then at once.</summary>
    public async Task StopAsync(IEngineEvents events, CancellationToken cancellationToken)
    {
        var answer = await RunAsync("pg_ctl", ["stop", "-D", DataFolder, "-m", "fast", "-w", "-s", "-t", "10"], cancellationToken).ConfigureAwait(false);
        if (answer.ExitCode != 0 && PostmasterFile.Read(DataFolder) is { } file && file.IsAlive())
        {
            events.Publish(new VerboseEvent($"The server in {folder} does not stop; it is shut down at once."));
            await RunAsync("pg_ctl", ["stop", "-D", DataFolder, "-m", "immediate", "-w", "-s", "-t", "10"], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes its folder, with a few attempts: a process that is just ending may still write.</summary>
    public static async Task RemoveFolderAsync(string folder)
    {
        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception failure) when (attempt < 20 && failure is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(50, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task MakeFolderAsync(CancellationToken cancellationToken)
    {
        if (!account.IsOther)
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return;
        }

        var commandLine = account.CommandLine(ServerAccount.Program("mkdir")!, "-m", "700", folder);
        var answer = await ChildProcess.RunAsync(commandLine, "/", cancellationToken).ConfigureAwait(false);
        if (answer.ExitCode != 0)
        {
            throw SandboxErrors.StartFailed(
                $"the folder {folder} could not be made.", "Set TMPDIR to a folder in which every account may make folders.", answer.Errors);
        }
    }

    private Task<ProgramAnswer> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(account.CommandLine(binaries.Program(program), arguments), Path.GetPathRoot(folder)!, cancellationToken);

    private string LogTail()
    {
        try
        {
            return string.Join('\n', File.ReadLines(LogFile).TakeLast(20));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
