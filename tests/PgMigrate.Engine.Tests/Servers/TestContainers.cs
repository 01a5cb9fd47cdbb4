using Npgsql;

namespace PgMigrate.Engine.Tests.Servers;

/// <summary>
/// A server in a container, for machines with Docker and without server binaries; removed after the run. Part of the build only
/// with <c>-p:Testcontainers=true</c>, so that nobody else needs its packages.
/// </summary>
internal static class TestContainers
{
#if TESTCONTAINERS
    /// <summary>Null where Docker does not run.</summary>
    public static async Task<NpgsqlConnectionStringBuilder?> TryStartAsync(int major)
    {
        try
        {
            var image = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"postgres:{(major == 0 ? 17 : major)}");
            var container = new Testcontainers.PostgreSql.PostgreSqlBuilder(image)
                .WithCommand("-c", "fsync=off", "-c", "max_prepared_transactions=20", "-c", "max_connections=200")
                .Build();
            await container.StartAsync();
            return new NpgsqlConnectionStringBuilder(container.GetConnectionString());
        }
        catch (DotNet.Testcontainers.Builders.DockerUnavailableException)
        {
            return null;
        }
    }
#else
    /// <summary>Null: this build has no containers in it.</summary>
    public static Task<NpgsqlConnectionStringBuilder?> TryStartAsync(int major) => Task.FromResult<NpgsqlConnectionStringBuilder?>(null);
#endif
}
