namespace PgMigrate.Build;

/// <summary>The benchmarks; what follows the verb goes to them.</summary>
internal static class BenchVerb
{
    public static async Task<int> RunAsync(Repository repository, Request request, CancellationToken cancellationToken)
    {
        await BuildVerb.BuildAsync(repository, request, cancellationToken);
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
}
