using System.Runtime.InteropServices;

namespace PgMigrate.Build;

/// <summary>The benchmarks; what follows the verb goes to them.</summary>
internal static class BenchVerb
{
    public static async Task<int> RunAsync(Repository repository, Request request, CancellationToken cancellationToken)
    {
        await BuildVerb.BuildAsync(repository, request, cancellationToken);
        await PublishNativeAsync(repository, request, cancellationToken);
        await using var server = await PostgresProvision.EnsureAsync(request, cancellationToken);
        var shell = await PowerShellProvision.FindAsync(repository, request, cancellationToken);
        var command = new Command("dotnet", ["exec", repository.Benchmarks, .. request.Rest])
        {
            Folder = repository.Root,
            Environment = server.Variables.With(shell.Variables),
        };
        var result = await command.ShowAsync(cancellationToken);
        return result.ExitCode;
    }

    /// <summary>The program as one native file, measured beside the ordinary one; it needs a C toolchain and does without where there is none.</summary>
    private static async Task PublishNativeAsync(Repository repository, Request request, CancellationToken cancellationToken)
    {
        var command = new Command(
            "dotnet", "publish", Path.Combine("src", "PgMigrate.Cli"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
            "-p:NativeCli=true", "-o", Path.Combine(repository.Artifacts, "native"), "--nologo", "-v", "q")
        {
            Folder = repository.Root,
            Limit = TimeSpan.FromMinutes(15),
        };
        var result = await command.CaptureAsync(cancellationToken);
        if (result.ExitCode != 0)
        {
            Console.WriteLine("pgmigrate as a native file: not built (a C toolchain is missing?), so not measured.");
            if (request.Verbose)
            {
                Console.WriteLine(result.Output);
            }
        }
    }
}
