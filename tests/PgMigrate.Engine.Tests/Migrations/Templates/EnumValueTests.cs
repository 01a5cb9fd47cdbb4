using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

public sealed class EnumValueTests
{
    [SkippableTheory]
    [InlineData("INSERT INTO t (feeling) VALUES ('new')", "rows of app.t, column feeling, still use the value")]
    [InlineData("INSERT INTO t (feelings) VALUES ('{happy,new}')", "rows of app.t, column feelings, still use the value")]
    [InlineData("ALTER TABLE t ALTER feeling SET DEFAULT 'new'", "invalid input value for enum")]
    [InlineData("CREATE VIEW v AS SELECT feeling FROM t", "used by a view")]
    [InlineData("CREATE FUNCTION f(app.mood) RETURNS int LANGUAGE sql AS 'SELECT 1'", "other objects depend on it")]
    public async Task A_value_in_use_is_not_taken_away_and_nothing_changes(string use, string error)
    {
        await using var database = await StartAsync();
        var migration = await AddAsync(database);
        await database.UpAsync(migration);
        await database.SqlAsync("SET search_path = app; " + use);
        var before = await TemplateSnapshot.TakeAsync(database);

        var refused = await Assert.ThrowsAsync<PgMigrateException>(() => database.DownAsync(migration));
        Assert.Contains(error, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await TemplateSnapshot.TakeAsync(database));
    }

    [SkippableFact]
    public async Task Taking_a_value_away_keeps_rows_defaults_arrays_and_the_owner()
    {
        await using var database = await StartAsync();
        var owner = "owner_" + Guid.NewGuid().ToString("N");
        await database.SqlAsync($"CREATE ROLE {owner}; GRANT ALL ON SCHEMA app TO {owner}; ALTER TYPE app.mood OWNER TO {owner}");
        try
        {
            await database.SqlAsync("INSERT INTO app.t VALUES ('sad', '{happy,NULL,sad}'), (NULL, NULL)");
            var migration = await AddAsync(database);
            await database.UpAsync(migration);
            await database.DownAsync(migration);
            await database.SqlAsync("INSERT INTO app.t DEFAULT VALUES");
            Assert.Equal("- happy sad", await database.ScalarAsync<string>("SELECT string_agg(coalesce(feeling::text, '-'), ' ' ORDER BY feeling::text COLLATE \"C\" NULLS FIRST) FROM app.t"));
            Assert.Equal("{happy,NULL,sad}", await database.ScalarAsync<string>("SELECT feelings::text FROM app.t WHERE feeling = 'sad'"));
            Assert.Equal(owner, await database.ScalarAsync<string>("SELECT typowner::regrole::text FROM pg_type WHERE typname = 'mood'"));
        }
        finally
        {
            await database.SqlAsync($"DROP OWNED BY {owner} CASCADE; DROP ROLE {owner}");
        }
    }

    private static async Task<TemplateDatabase> StartAsync()
    {
        var database = await TemplateDatabase.CreateAsync();
        await database.SqlAsync("CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('sad', 'happy'); CREATE TABLE app.t (feeling app.mood DEFAULT 'happy', feelings app.mood[])");
        return database;
    }

    private static async Task<RenderedMigration> AddAsync(TemplateDatabase database) => (await database.AddAsync(
        "enum-value",
        new Dictionary<string, string> { ["schema"] = "app", ["name"] = "mood", ["value"] = "new", ["before"] = "happy" }))[0];
}
