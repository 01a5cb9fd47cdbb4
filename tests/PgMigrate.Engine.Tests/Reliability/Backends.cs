using System.Globalization;
using Npgsql;
using PgMigrate.Engine.Tests.Servers;

namespace PgMigrate.Engine.Tests.Reliability;

/// <summary>Looks at the sessions that a run has on the server of a test, and ends them.</summary>
internal static class Backends
{
    public const string Worker = "PgMigrate run";
    public const string RunLock = "PgMigrate run lock";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until a session of that name (the program's own are written in small letters) is at a statement like this, and gives its process id.</summary>
    public static async Task<int> WaitForAsync(this TestDatabase database, string application, string query = "%", string state = "%")
    {
        await using var connection = await database.OpenAsync();
        for (var end = DateTime.UtcNow + Patience; DateTime.UtcNow < end; await Task.Delay(10))
        {
            await using var command = new NpgsqlCommand(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND lower(application_name) = lower($1) AND query LIKE $2 AND state LIKE $3 LIMIT 1",
                connection)
            { Parameters = { new() { Value = application }, new() { Value = query }, new() { Value = state } } };
            if (await command.ExecuteScalarAsync() is int pid)
            {
                return pid;
            }
        }

        throw new TimeoutException($"no session '{application}' came to '{query}'");
    }

    /// <summary>Waits until a condition is true in the database.</summary>
    public static async Task WaitUntilAsync(this TestDatabase database, string condition)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT {condition}", connection);
        for (var end = DateTime.UtcNow + Patience; DateTime.UtcNow < end; await Task.Delay(10))
        {
            if (await command.ExecuteScalarAsync() is true)
            {
                return;
            }
        }

        throw new TimeoutException($"never true: {condition}");
    }

    /// <summary>Ends a session and waits until it is gone.</summary>
    public static async Task TerminateAsync(this TestDatabase database, int pid)
    {
        var id = pid.ToString(CultureInfo.InvariantCulture);
        await database.ExecuteAsync($"SELECT pg_terminate_backend({id})");
        await database.WaitUntilAsync($"NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {id})");
    }

    /// <summary>Sessions of runs that are at a statement.</summary>
    public static async Task<long> ActiveAsync(this TestDatabase database) => await database.ScalarAsync<long>(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'PgMigrate run%' AND state <> 'idle'");
}
