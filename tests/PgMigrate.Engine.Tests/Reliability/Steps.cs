using Npgsql;
using PgMigrate.Engine.Tests.Servers;

namespace PgMigrate.Engine.Tests.Reliability;

/// <summary>
/// A table into which every statement of a test's migrations writes its own name, without a constraint, so that a statement
/// that ran twice shows; and another one that says how long "SELECT pg_sleep(s) FROM pace" sleeps.
/// </summary>
internal static class Steps
{
    public static async Task<TestDatabase> CreateAsync(int major, double pace = 30)
    {
        var database = await TestedMajors.CreateDatabaseAsync(major);
        await database.ExecuteAsync("CREATE TABLE steps (name text); CREATE TABLE pace (s float8)");
        await database.PaceAsync(pace);
        return database;
    }

    /// <summary>From now on the sleeping statement takes so long.</summary>
    public static Task PaceAsync(this TestDatabase database, double seconds) => database.ExecuteAsync(
        FormattableString.Invariant($"DELETE FROM pace; INSERT INTO pace VALUES ({seconds})"));

    public static async Task<IReadOnlyList<string>> StepsAsync(this TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT name FROM steps", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    public static Task<long> InvalidIndexesAsync(this TestDatabase database) =>
        database.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE NOT indisvalid");
}
