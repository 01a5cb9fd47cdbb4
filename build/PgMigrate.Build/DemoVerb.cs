namespace PgMigrate.Build;

/// <summary>The tour of examples/quickstart: in PowerShell where there is one, else the same job through pgmigrate.</summary>
internal static class DemoVerb
{
    public static async Task<int> RunAsync(Repository repository, Request request, CancellationToken cancellationToken)
    {
        await BuildVerb.BuildAsync(repository, request, cancellationToken);
        await using var server = await PostgresProvision.EnsureAsync(request, cancellationToken);
        var shell = await PowerShellProvision.FindAsync(repository, request, cancellationToken);
        Command command;
        if (shell.Program is not null)
        {
            command = new Command(shell.Program, "-NoProfile", "-NonInteractive", "-File", repository.Demo(".ps1"));
        }
        else
        {
            Console.WriteLine($"PowerShell: {shell.WhyNot}");
            Console.WriteLine("The same job through the program pgmigrate:");
            command = new Command("bash", repository.Demo(".sh"));
        }

        Directory.CreateDirectory(repository.Artifacts);
        var note = Path.Combine(repository.Artifacts, $"demo-{Environment.ProcessId}.txt");
        command = command with
        {
            Folder = repository.Root,
            Environment = server.Variables.With(shell.Variables).With(new Dictionary<string, string?> { ["PGMIGRATE_DEMO_NOTE"] = note }),
        };
        CommandResult result;
        try
        {
            result = await command.ShowAsync(cancellationToken);
        }
        finally
        {
            await RemoveLeftoverAsync(repository, note);
        }

        if (result.ExitCode == 127 && shell.Program is null)
        {
            throw new StopException($"no bash either. Install PowerShell: {PowerShellProvision.InstallHint()}", StopException.Missing);
        }

        return result.ExitCode;
    }

    /// <summary>A PowerShell that was killed, or whose terminal was closed, ran no `finally`: its sandbox is still there.</summary>
    private static async Task RemoveLeftoverAsync(Repository repository, string note)
    {
        if (File.Exists(note))
        {
            var sandbox = (await File.ReadAllTextAsync(note)).Trim();
            await new Command("dotnet", "exec", repository.Cli, "sandbox", "stop", sandbox).CaptureAsync(CancellationToken.None);
            File.Delete(note);
        }
    }
}
