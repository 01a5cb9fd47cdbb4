namespace PgMigrate.Build;

/// <summary>Restore and build everything: the module into lib/ and en-US/, the program pgmigrate, tests, benchmarks.</summary>
internal static class BuildVerb
{
    public static async Task<int> RunAsync(Repository repository, Request request, CancellationToken cancellationToken)
    {
        await BuildAsync(repository, request, cancellationToken);
        Console.WriteLine("built: the module (PgMigrate.psd1) and pgmigrate (src/PgMigrate.Cli). Next: ./build.sh demo");
        return 0;
    }

    public static async Task BuildAsync(Repository repository, Request request, CancellationToken cancellationToken)
    {
        Console.WriteLine("building (the first time fetches packages and takes a minute or two) ...");
        var command = new Command(
            "dotnet", "build", repository.Solution, "-c", Repository.Configuration, "-v", request.Verbose ? "n" : "q", "-tl:off", "--nologo", "-clp:NoSummary")
        {
            Folder = repository.Root,
        };
        var result = request.Verbose ? await command.ShowAsync(cancellationToken) : await command.CaptureAsync(cancellationToken);
        if (result.ExitCode != 0)
        {
            Console.WriteLine(result.Output);
            throw new StopException("the build failed; the errors are above. No network? Packages must be restored once while there is one.", StopException.Failed);
        }
    }
}
