namespace PgMigrate.Build;

/// <summary>Pester 5 for the module's tests: the one that is installed, else a copy in artifacts/modules.</summary>
internal static class PesterProvision
{
    // Looked for and saved in one PowerShell; what is installed on the machine is not touched.
    private const string Script =
        """
        $ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'
        if (Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -ge 5 }) { exit 0 }
        $folder = New-Item -ItemType Directory -Force -Path $env:PGMIGRATE_MODULES
        Save-PSResource Pester -Version '[5.5.0,6.0.0)' -Repository PSGallery -TrustRepository -Path $folder
        """;

    /// <summary>For children: where to find it. When it cannot be had the suite itself says so and counts as skipped.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> EnsureAsync(
        Repository repository, Request request, PowerShellProvision shell, CancellationToken cancellationToken)
    {
        if (shell.Program is null)
        {
            return new Dictionary<string, string?>();
        }

        var modules = Path.Combine(repository.Artifacts, "modules");
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PSModulePath"] = modules + Path.PathSeparator + Environment.GetEnvironmentVariable("PSModulePath"),
        };
        var command = new Command(shell.Program, "-NoProfile", "-NonInteractive", "-Command", Script)
        {
            Environment = shell.Variables.With(variables).With(new Dictionary<string, string?> { ["PGMIGRATE_MODULES"] = modules }),
            Limit = TimeSpan.FromMinutes(3),
        };
        var result = await command.CaptureAsync(cancellationToken);
        if (result.ExitCode != 0)
        {
            Console.WriteLine("Pester 5: not installed, and it could not be fetched from the PowerShell Gallery.");
            if (request.Verbose)
            {
                Console.WriteLine(result.Output);
            }
        }

        return variables;
    }
}
