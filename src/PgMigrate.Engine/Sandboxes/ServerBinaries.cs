using System.Globalization;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>A folder that holds initdb, pg_ctl and postgres.</summary>
/// <param name="Folder">Full path, symbolic links resolved.</param>
/// <param name="Major">Major version.</param>
/// <param name="Version">As <c>postgres --version</c> tells it, "15.18".</param>
internal sealed record ServerBinaries(string Folder, int Major, string Version)
{
    /// <summary>Names a folder to use before any that would be found.</summary>
    public const string Variable = "PGMIGRATE_POSTGRES_BIN";

    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    public string Program(string name) => Path.Combine(Folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>The binaries to use: of the folder given, else the newest found.</summary>
    /// <exception cref="PgMigrateException">ServerBinariesNotFound.</exception>
    public static async Task<ServerBinaries> FindAsync(string? folder, int? major, CancellationToken cancellationToken)
    {
        var named = folder ?? Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            return await ReadAsync(named, cancellationToken).ConfigureAwait(false) is { } found && (major is null || found.Major == major)
                ? found
                : throw NotFound($"{named} ({(folder is null ? Variable : "the folder given")}) does not hold initdb, pg_ctl and postgres{OfMajor(major)}.");
        }

        ServerBinaries? best = null;
        foreach (var candidate in BinaryFolders.Candidates())
        {
            var found = await ReadAsync(candidate, cancellationToken).ConfigureAwait(false);
            if (found is not null && (major is null ? found.Major > (best?.Major ?? 0) : found.Major == major))
            {
                best = found;
                if (major is not null)
                {
                    break;
                }
            }
        }

        return best ?? throw NotFound($"No server binaries of PostgreSQL{OfMajor(major)} were found on PATH or in the usual places of this system.");
    }

    /// <summary>What a folder holds; null when it is not a whole set of server binaries.</summary>
    public static async Task<ServerBinaries?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var path = BinaryFolders.Resolve(folder);
        var binaries = new ServerBinaries(path, 0, "");
        if (!Needed.All(name => File.Exists(binaries.Program(name))))
        {
            return null;
        }

        try
        {
            var answer = await ChildProcess.RunAsync([binaries.Program("postgres"), "--version"], path, cancellationToken).ConfigureAwait(false);
            return ParseVersion(answer.Output) is var (major, version) ? binaries with { Major = major, Version = version } : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There, but not to be run: another architecture, or no right.
            return null;
        }
    }

    /// <summary>"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)" gives 15 and "15.18"; "18beta1" gives 18.</summary>
    internal static (int Major, string Version)? ParseVersion(string answer)
    {
        const string Marker = "(PostgreSQL) ";
        var start = answer.IndexOf(Marker, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var version = answer[(start + Marker.Length)..].Split([' ', '\r', '\n'], 2)[0];
        var digits = version.TakeWhile(char.IsAsciiDigit).Count();
        return int.TryParse(version.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? (major, version)
            : null;
    }

    private static string OfMajor(int? major) => major is null ? "" : string.Create(CultureInfo.InvariantCulture, $" of major version {major}");

    private static PgMigrateException NotFound(string what) => new(new PgError
    {
        Id = ErrorIds.ServerBinariesNotFound,
        Kind = PgErrorKind.NotFound,
        What = what,
        Next = $"Install the server ({InstallCommand}), or name the folder of its binaries in {Variable}.",
    });

    private static string InstallCommand =>
        OperatingSystem.IsWindows() ? "winget install PostgreSQL.PostgreSQL.17"
        : OperatingSystem.IsMacOS() ? "brew install postgresql@17"
        : File.Exists("/usr/bin/apt-get") ? "sudo apt-get install postgresql"
        : File.Exists("/usr/bin/dnf") ? "sudo dnf install postgresql-server"
        : File.Exists("/sbin/apk") ? "sudo apk add postgresql"
        : "the package postgresql of your system";
}
