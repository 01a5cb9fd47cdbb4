namespace PgMigrate.Build;

/// <summary>
/// A PostgreSQL to work with: a server that was named, else server programs, else (installed now) server programs, else a
/// container. Disposing removes the container.
/// </summary>
internal sealed class PostgresProvision : IAsyncDisposable
{
    private const string TestServer = "PGMIGRATE_TEST_SERVER";
    private readonly DockerPostgres? _container;

    private PostgresProvision(string where, DockerPostgres? container = null)
    {
        Console.WriteLine($"PostgreSQL: {where}");
        _container = container;
        Variables = container is null
            ? new Dictionary<string, string?>()
            : new Dictionary<string, string?> { [TestServer] = container.ConnectionString };
    }

    /// <summary>For children: the container's connection string, when there is a container.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; }

    public static async Task<PostgresProvision> EnsureAsync(Request request, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(TestServer) is { Length: > 0 })
        {
            return new PostgresProvision($"the server that {TestServer} names");
        }

        if (PostgresBinaries.Find() is { } folder)
        {
            return new PostgresProvision(folder);
        }

        var failure = await PostgresPackages.TryInstallAsync(request, cancellationToken);
        if (failure is null && PostgresBinaries.Find() is { } installed)
        {
            return new PostgresProvision($"{installed} (installed now)");
        }

        if (await DockerPostgres.TryStartAsync(request, cancellationToken) is { } container)
        {
            return new PostgresProvision($"a container, {DockerPostgres.Image}, removed at the end", container);
        }

        throw new StopException(
            $"""
             PostgreSQL's server programs (initdb, pg_ctl, postgres) were not found, and no Docker engine answers.
             {failure ?? "The package was installed, yet they are still not found."}
             Install them:  {PostgresPackages.InstallHint()}
             They are elsewhere?  Name their folder in PGMIGRATE_POSTGRES_BIN, or a server in {TestServer}.
             """,
            StopException.Missing);
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
    }
}
