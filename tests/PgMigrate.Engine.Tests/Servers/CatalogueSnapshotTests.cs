namespace PgMigrate.Engine.Tests.Servers;

public class CatalogueSnapshotTests
{
    [SkippableFact]
    public async Task Two_looks_at_an_unchanged_database_are_equal()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b text); INSERT INTO a (b) VALUES ('x')");

        Assert.Equal(await database.SnapshotAsync(), await database.SnapshotAsync());
    }

    [SkippableTheory]
    [InlineData("CREATE TABLE b ()")]
    [InlineData("ALTER TABLE a ALTER b SET DEFAULT 'y'")]
    [InlineData("ALTER TABLE a ALTER b SET NOT NULL")]
    [InlineData("CREATE INDEX ON a (b)")]
    [InlineData("ALTER TABLE a ADD CHECK (b <> '') NOT VALID")]
    [InlineData("CREATE TYPE e AS ENUM ('one')")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'")]
    [InlineData("CREATE VIEW v AS SELECT * FROM a")]
    [InlineData("GRANT SELECT ON a TO PUBLIC")]
    [InlineData("GRANT UPDATE (b) ON a TO PUBLIC")]
    [InlineData("COMMENT ON COLUMN a.b IS 'c'")]
    [InlineData("CREATE SCHEMA s")]
    [InlineData("SELECT nextval('a_id_seq')")]
    [InlineData("UPDATE a SET b = 'z'")]
    [InlineData("INSERT INTO a (b) VALUES ('x')")]
    [InlineData("DELETE FROM a")]
    [InlineData("ALTER TABLE a ENABLE ROW LEVEL SECURITY")]
    [InlineData("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database()); END $$")]
    public async Task Every_kind_of_change_shows(string change)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b text); INSERT INTO a (b) VALUES ('x')");
        var before = await database.SnapshotAsync();

        await database.ExecuteAsync(change);

        Assert.NotEqual(before, await database.SnapshotAsync());
    }
}
