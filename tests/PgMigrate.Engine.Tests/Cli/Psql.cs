using System.Diagnostics;

namespace PgMigrate.Engine.Tests.Cli;

/// <summary>PostgreSQL's own client, where there is one.</summary>
internal static class Psql
{
    public static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? "psql.exe" : "psql";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")) : []);
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    public static async Task RunAsync(string program, string url, string file)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", file])
        {
            RedirectStandardError = true,
        })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
    }
}
