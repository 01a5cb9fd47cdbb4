using System.Globalization;

namespace PgMigrate.Benchmarks;

/// <summary>Times a command inside a fresh PowerShell, without the shell's own start.</summary>
internal static class PowerShellTimer
{
    public static async Task<double> SecondsAsync(string pwsh, string prepare, string command)
    {
        var script = $"$ErrorActionPreference = 'Stop'; {prepare}; $w = [Diagnostics.Stopwatch]::StartNew(); {command}; [Console]::Out.Write(('t=' + $w.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture)))";
        var (_, _, output) = await Tools.RunAsync(pwsh, ["-NoProfile", "-NonInteractive", "-Command", script]);
        return double.Parse(output[(output.LastIndexOf("t=", StringComparison.Ordinal) + 2)..], CultureInfo.InvariantCulture);
    }
}
