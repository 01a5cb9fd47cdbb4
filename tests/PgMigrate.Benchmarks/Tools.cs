using System.Diagnostics;

namespace PgMigrate.Benchmarks;

/// <summary>The programs that are measured side by side, where they are installed.</summary>
internal sealed record Tools(string? Psql, string? Dbmate, string? PowerShell, string? PgMigrate, string? Native, string? Module)
{
    /// <summary>The program as built, and as one native file where that was made.</summary>
    public IEnumerable<(string Label, string Program)> Programs =>
        new[] { (Label: "pgmigrate", Program: PgMigrate), (Label: "pgmigrate, native", Program: Native) }
            .Where(p => p.Program is not null).Select(p => (p.Label, p.Program!));

    public static Tools Find()
    {
        var root = Root();
        var cli = Path.Combine(root, "src", "PgMigrate.Cli", "bin", Configuration, "net8.0", "pgmigrate.dll");
        var native = Path.Combine(root, "artifacts", "native", OperatingSystem.IsWindows() ? "pgmigrate.exe" : "pgmigrate");
        var module = Path.Combine(root, "PgMigrate.psd1");
        return new Tools(
            OnPath("psql"),
            OnPath("dbmate"),
            OnPath("pwsh"),
            File.Exists(cli) ? cli : null,
            File.Exists(native) ? native : null,
            File.Exists(Path.Combine(root, "lib", "PgMigrate.Cmdlets.dll")) ? module : null);
    }

    /// <summary>Seconds that a whole process takes; it must succeed.</summary>
    public static async Task<double> TimeAsync(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        (await RunAsync(program, arguments, environment)).Seconds;

    public static async Task<(double Seconds, double PeakMegabytes, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var all = arguments.ToList();
        if (program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            all.Insert(0, program);
            program = "dotnet";
        }

        var start = new ProcessStartInfo(program, all) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var peak = 0L;
        while (!process.WaitForExit(20))
        {
            peak = Math.Max(peak, PeakOf(process));
        }

        var seconds = watch.Elapsed.TotalSeconds;
        var text = await output;
        var complaint = await errors;
        return process.ExitCode == 0
            ? (seconds, peak / 1048576.0, text)
            : throw new InvalidOperationException($"{program} {string.Join(' ', all.Take(3))} failed: {complaint}{text}");
    }

    private static string Configuration =>
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    private static long PeakOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PgMigrate.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run the benchmarks from the checkout.");
        }

        return folder;
    }

    private static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
        .FirstOrDefault(File.Exists);
}
