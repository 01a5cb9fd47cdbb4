namespace PgMigrate.Build;

/// <summary>A PowerShell 7.4 or later: from PATH, from artifacts/tools, else installed there as a dotnet tool.</summary>
/// <param name="Program">Full path or name; null when there is none.</param>
/// <param name="WhyNot">The reason, when there is none.</param>
/// <param name="Variables">For children: PATH with the PowerShell found, so that scripts that call pwsh find the same one.</param>
internal sealed record PowerShellProvision(string? Program, string? WhyNot, IReadOnlyDictionary<string, string?> Variables)
{
    private static readonly Version Oldest = new(7, 4);

    public static async Task<PowerShellProvision> FindAsync(Repository repository, Request request, CancellationToken cancellationToken)
    {
        var local = Path.Combine(repository.Tools, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");
        var found = await VersionAsync("pwsh", cancellationToken);
        if (found >= Oldest)
        {
            return Usable("pwsh", repository, found);
        }

        if (File.Exists(local) && await VersionAsync(local, cancellationToken) is { } earlier && earlier >= Oldest)
        {
            return Usable(local, repository, earlier);
        }

        var reason = found is null ? "not found on PATH" : $"{found} on PATH, 7.4 or later is needed";
        Console.WriteLine($"PowerShell: {reason}; trying to install it as a dotnet tool in artifacts/tools ...");
        // A tool path rather than a manifest: children start `pwsh`, and only this makes a program of that name.
        var install = new Command("dotnet", "tool", "install", "PowerShell", "--tool-path", repository.Tools, "--version", "7.6.*")
        {
            Folder = repository.Root,
            Limit = TimeSpan.FromMinutes(4),
        };
        var result = await install.CaptureAsync(cancellationToken);
        if (request.Verbose)
        {
            Console.WriteLine(result.Output);
        }

        var installed = result.ExitCode == 0 ? await VersionAsync(local, cancellationToken) : null;
        if (installed >= Oldest)
        {
            return Usable(local, repository, installed);
        }

        var why = result.TimedOut
            ? "the download took more than 4 minutes"
            : result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "the dotnet tool did not install";
        return new PowerShellProvision(null, $"{reason}, and it could not be installed as a dotnet tool ({why.Trim()}). To install it: {InstallHint()}", new Dictionary<string, string?>());
    }

    /// <summary>The version of the pwsh on PATH; null when there is none or it is too old.</summary>
    public static async Task<Version?> OnPathAsync(CancellationToken cancellationToken) =>
        await VersionAsync("pwsh", cancellationToken) is { } version && version >= Oldest ? version : null;

    public static string InstallHint() =>
        OperatingSystem.IsWindows() ? "winget install Microsoft.PowerShell"
        : OperatingSystem.IsMacOS() ? "brew install powershell"
        : "https://learn.microsoft.com/powershell/scripting/install/installing-powershell-on-linux";

    private static PowerShellProvision Usable(string program, Repository repository, Version? version)
    {
        Console.WriteLine($"PowerShell: {version}");
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["POWERSHELL_UPDATECHECK"] = "Off",
        };
        if (program != "pwsh")
        {
            variables["PATH"] = repository.Tools + Path.PathSeparator + System.Environment.GetEnvironmentVariable("PATH");
        }

        return new PowerShellProvision(program, null, variables);
    }

    private static async Task<Version?> VersionAsync(string program, CancellationToken cancellationToken)
    {
        var command = new Command(program, "-NoProfile", "-NonInteractive", "-Command", "$v = $PSVersionTable.PSVersion; \"$($v.Major).$($v.Minor).$($v.Patch)\"")
        {
            Limit = TimeSpan.FromSeconds(60),
        };
        var result = await command.CaptureAsync(cancellationToken);
        var text = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Trim();
        return result.ExitCode == 0 && Version.TryParse(text, out var version) ? version : null;
    }
}
