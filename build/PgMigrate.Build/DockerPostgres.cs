namespace PgMigrate.Build;

/// <summary>A server in a container, for machines that have Docker and no PostgreSQL.</summary>
internal sealed class DockerPostgres : IAsyncDisposable
{
    public const string Image = "postgres:17";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly string _id;

    private DockerPostgres(string id, string port, string password)
    {
        _id = id;
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Password={password};Database=postgres";
    }

    public string ConnectionString { get; }

    /// <summary>Null when no Docker engine answers.</summary>
    public static async Task<DockerPostgres?> TryStartAsync(Request request, CancellationToken cancellationToken)
    {
        var engine = await Docker(TimeSpan.FromSeconds(15), "version", "--format", "{{.Server.Version}}").CaptureAsync(cancellationToken);
        if (engine.ExitCode != 0)
        {
            return null;
        }

        Console.WriteLine($"PostgreSQL: not found; starting {Image} in Docker {engine.Output.Trim()} ...");
        var pull = await Docker(TimeSpan.FromMinutes(10), "pull", "-q", Image).CaptureAsync(cancellationToken);
        // On 127.0.0.1 only, at a port of Docker's choice, with a password nobody knows: others on this machine stay out.
        var password = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        var run = await (Docker(
            TimeSpan.FromMinutes(2), "run", "-d", "--rm", "-e", "POSTGRES_PASSWORD", "-p", "127.0.0.1::5432", Image,
            "-c", "fsync=off", "-c", "max_connections=300") with
        { Environment = new Dictionary<string, string?> { ["POSTGRES_PASSWORD"] = password } }).CaptureAsync(cancellationToken);
        if (run.ExitCode != 0)
        {
            throw new StopException($"Docker could not start {Image}:\n{pull.Output}\n{run.Output}", StopException.Missing);
        }

        var id = run.Output.Split('\n')[^1].Trim();
        try
        {
            await WaitAsync(id, cancellationToken);
            var port = await Docker(TimeSpan.FromSeconds(15), "port", id, "5432/tcp").CaptureAsync(cancellationToken);
            return new DockerPostgres(id, port.Output.Split('\n')[0].Trim().Split(':')[^1], password);
        }
        catch
        {
            await RemoveAsync(id);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await RemoveAsync(_id);

    // Over TCP: while it prepares the data folder the image runs a server that listens on a socket only.
    private static async Task WaitAsync(string id, CancellationToken cancellationToken)
    {
        var until = DateTime.UtcNow + Patience;
        while ((await Docker(TimeSpan.FromSeconds(15), "exec", id, "pg_isready", "-h", "127.0.0.1").CaptureAsync(cancellationToken)).ExitCode != 0)
        {
            if (DateTime.UtcNow > until)
            {
                throw new StopException($"{Image} did not answer within {Patience.TotalSeconds} s.", StopException.Missing);
            }

            await Task.Delay(500, cancellationToken);
        }
    }

    private static async Task RemoveAsync(string id) =>
        await Docker(TimeSpan.FromMinutes(1), "rm", "-f", "-v", id).CaptureAsync(CancellationToken.None);

    private static Command Docker(TimeSpan limit, params string[] arguments) => new("docker", arguments) { Limit = limit };
}
