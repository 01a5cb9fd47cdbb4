namespace PgMigrate.Build;

/// <summary>PostgreSQL from the system's packages.</summary>
internal static class PostgresPackages
{
    // Debian's package would make and start a server; only its programs are wanted. Removed again afterwards.
    private const string NoCluster = "/etc/postgresql-common/createcluster.d/pgmigrate.conf";

    /// <summary>Installs it where that needs nobody's password: root with apt-get. Null when it did, else why not.</summary>
    public static async Task<string?> TryInstallAsync(Request request, CancellationToken cancellationToken)
    {
        if (!IsRoot || !OnPath("apt-get"))
        {
            return "They are installed without asking only as root on Debian and Ubuntu.";
        }

        Console.WriteLine("PostgreSQL: not found; installing it with apt-get (its programs only, no server is started) ...");
        var folder = Path.GetDirectoryName(NoCluster)!;
        var ownsFile = !File.Exists(NoCluster);
        if (ownsFile)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(NoCluster, "create_main_cluster = false\n", cancellationToken);
        }

        try
        {
            foreach (string[] step in new string[][] { ["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", "postgresql"] })
            {
                var command = new Command("apt-get", step)
                {
                    Limit = TimeSpan.FromMinutes(10),
                    Environment = new Dictionary<string, string?> { ["DEBIAN_FRONTEND"] = "noninteractive" },
                };
                var result = await command.CaptureAsync(cancellationToken);
                if (request.Verbose || result.ExitCode != 0)
                {
                    Console.WriteLine(result.Output);
                }

                // A stale mirror in one list fails `update` although the package can be had.
                if (result.ExitCode != 0 && step[0] == "install")
                {
                    return $"apt-get install failed with exit code {result.ExitCode}; its output is above.";
                }
            }

            return null;
        }
        finally
        {
            if (ownsFile)
            {
                File.Delete(NoCluster);
                if (!Directory.EnumerateFileSystemEntries(folder).Any())
                {
                    Directory.Delete(folder);
                }
            }
        }
    }

    /// <summary>The exact command for this system.</summary>
    public static string InstallHint() =>
        OperatingSystem.IsWindows() ? (OnPath("winget") || !OnPath("choco") ? "winget install PostgreSQL.PostgreSQL.17" : "choco install postgresql17")
        : OperatingSystem.IsMacOS() ? "brew install postgresql@17"
        : OnPath("apt-get") ? Sudo("apt-get update && ") + Sudo("apt-get install -y postgresql")
        : OnPath("dnf") ? Sudo("dnf install -y postgresql-server")
        : OnPath("yum") ? Sudo("yum install -y postgresql-server")
        : OnPath("apk") ? Sudo("apk add postgresql")
        : OnPath("zypper") ? Sudo("zypper install -y postgresql-server")
        : OnPath("pacman") ? Sudo("pacman -S --noconfirm postgresql")
        : "see https://www.postgresql.org/download/";

    private static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    private static string Sudo(string command) => IsRoot ? command : "sudo " + command;

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));
}
