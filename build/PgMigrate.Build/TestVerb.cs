using System.Text.RegularExpressions;

namespace PgMigrate.Build;

/// <summary>All tests. Whatever happens, the last line is the count, and it never says "0 failed" of a run that went wrong.</summary>
internal static class TestVerb
{
    private static readonly TimeSpan Ordinary = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(60);

    public static async Task<int> RunAsync(Repository repository, Request request, CancellationToken cancellationToken)
    {
        var count = TestCount.None;
        var exitCode = StopException.Failed;
        try
        {
            if (Directory.Exists(repository.TestResults))
            {
                Directory.Delete(repository.TestResults, recursive: true);
            }

            await BuildVerb.BuildAsync(repository, request, cancellationToken);
            await using var server = await PostgresProvision.EnsureAsync(request, cancellationToken);
            var shell = await PowerShellProvision.FindAsync(repository, request, cancellationToken);
            var variables = server.Variables.With(shell.Variables).With(request.Full
                ? new Dictionary<string, string?> { ["PGMIGRATE_TEST_FULL"] = "1" }
                : new Dictionary<string, string?>());

            foreach (var project in repository.TestProjects())
            {
                count += await DotnetTestAsync(repository, request, project, variables, cancellationToken);
            }

            count += await PesterAsync(repository, request, shell, variables, cancellationToken);
            if (count.Total == 0)
            {
                count = count.WithFailure($"no test matches --filter {request.Filter}");
            }
        }
        catch (StopException e)
        {
            count = count.WithFailure(e.Message);
            exitCode = e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            count = count.WithFailure("stopped before the end");
            exitCode = 130;
        }

        Console.WriteLine();
        count.Write(Console.Out);
        return count.Failed == 0 ? 0 : exitCode;
    }

    private static async Task<TestCount> DotnetTestAsync(
        Repository repository, Request request, string project, IReadOnlyDictionary<string, string?> variables, CancellationToken cancellationToken)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Console.WriteLine($"\n== {name}");
        var report = Path.Combine(repository.TestResults, name + ".trx");
        List<string> arguments =
        [
            "test", project, "-c", Repository.Configuration, "--no-build", "--nologo",
            "--logger", $"trx;LogFileName={Path.GetFileName(report)}", "--results-directory", repository.TestResults,
            "--logger", $"console;verbosity={(request.Verbose ? "normal" : "quiet")}",
        ];
        if (request.Filter is { } filter)
        {
            arguments.AddRange(["--filter", filter.AsSpan().IndexOfAny("=~&|") < 0 ? $"FullyQualifiedName~{filter}" : filter]);
        }

        var command = new Command("dotnet", [.. arguments]) { Folder = repository.Root, Environment = variables, Limit = Limit(request) };
        var result = await command.ShowAsync(cancellationToken);
        return result.TimedOut
            ? TestCount.None.WithFailure($"{name}: not done after {Limit(request).TotalMinutes} minutes")
            : TrxReport.Read(report, name, result.ExitCode, request.Filter is not null);
    }

    private static async Task<TestCount> PesterAsync(
        Repository repository, Request request, PowerShellProvision shell, IReadOnlyDictionary<string, string?> variables, CancellationToken cancellationToken)
    {
        Console.WriteLine("\n== PgMigrate.Module.Tests (Pester)");
        var script = Path.Combine(repository.ModuleTests, "Invoke-Tests.ps1");
        if (!File.Exists(script))
        {
            return TestCount.None.WithFailure($"Pester: {script} is missing");
        }

        if (shell.Program is null)
        {
            // As many as are written down; -ForEach would make more of them.
            var tests = Directory.EnumerateFiles(repository.ModuleTests, "*.Tests.ps1", SearchOption.AllDirectories)
                .Sum(file => Regex.Count(File.ReadAllText(file), @"^\s*It\s", RegexOptions.Multiline | RegexOptions.CultureInvariant));
            var reason = $"the Pester suite needs PowerShell: {shell.WhyNot}";
            Console.WriteLine($"skipped: {reason}");
            return new TestCount(0, 0, Math.Max(tests, 1)) { SkipReasons = [.. Enumerable.Repeat(reason, Math.Max(tests, 1))] };
        }

        var report = Path.Combine(repository.TestResults, "pester.json");
        Directory.CreateDirectory(repository.TestResults);
        List<string> arguments = ["-NoProfile", "-NonInteractive", "-File", script, "-ResultPath", report];
        if (request.Filter is { } filter)
        {
            arguments.AddRange(["-Filter", $"*{filter}*"]);
        }

        var pester = await PesterProvision.EnsureAsync(repository, request, shell, cancellationToken);
        var plain = new Dictionary<string, string?>();
        if (Console.IsOutputRedirected)
        {
            plain["NO_COLOR"] = "1";
        }

        var command = new Command(shell.Program, [.. arguments])
        {
            Folder = repository.Root, Environment = variables.With(pester).With(plain), Limit = Limit(request),
        };
        var result = await command.ShowAsync(cancellationToken);
        return result.TimedOut
            ? TestCount.None.WithFailure($"Pester: not done after {Limit(request).TotalMinutes} minutes")
            : PesterReport.Read(report, result.ExitCode, request.Filter is not null);
    }

    private static TimeSpan Limit(Request request) => request.Full ? Long : Ordinary;
}
