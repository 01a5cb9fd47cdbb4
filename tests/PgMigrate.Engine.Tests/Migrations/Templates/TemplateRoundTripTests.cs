using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

public sealed class TemplateRoundTripTests
{
    private static readonly MigrationLayout[] Layouts =
        [MigrationLayout.RollbackFolder, MigrationLayout.Sections, MigrationLayout.Suffixes, MigrationLayout.Folders];

    /// <summary>Every case, in the four layouts by turns.</summary>
    public static TheoryData<string, MigrationLayout> Cases()
    {
        var data = new TheoryData<string, MigrationLayout>();
        foreach (var name in TemplateCases.Names)
        {
            data.Add(name, Layouts[data.Count % Layouts.Length]);
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public async Task What_a_template_writes_is_applied_proved_and_taken_back_exactly(string name, MigrationLayout layout)
    {
        var names = TemplateNames.Find("plain");
        var (template, arguments, setup) = TemplateCases.Find(name, names);
        await using var database = await TemplateDatabase.CreateAsync();
        await database.SqlAsync(TemplateCases.Tables(names) + setup);
        var migrations = await database.AddAsync(template, arguments, layout);

        // Step by step: each migration alone is a change that its verify sees and its reverse takes back.
        var start = await TemplateSnapshot.TakeAsync(database);
        foreach (var migration in migrations)
        {
            var before = await TemplateSnapshot.TakeAsync(database);
            Assert.False(await database.VerifyAsync(migration), $"verify of {migration.NameSuffix} was true before");
            var file = await database.ScalarAsync<string>(TableFile(names));
            await database.UpAsync(migration);
            Assert.Equal(file, await database.ScalarAsync<string>(TableFile(names)));
            Assert.True(await database.VerifyAsync(migration), $"verify of {migration.NameSuffix} was false after");
            Assert.Equal(migration.NameSuffix == "backfill", before == await TemplateSnapshot.TakeAsync(database));

            await database.DownAsync(migration);
            Assert.Equal(before, await TemplateSnapshot.TakeAsync(database));
            Assert.Equal(migration.NameSuffix == "backfill", await database.VerifyAsync(migration));

            await database.UpAsync(migration);
            Assert.True(await database.VerifyAsync(migration), $"verify of {migration.NameSuffix} was false after the second time");
        }

        // As a whole: down to the start and up to the same end.
        var end = await TemplateSnapshot.TakeAsync(database);
        foreach (var migration in migrations.Reverse())
        {
            await database.DownAsync(migration);
        }

        Assert.Equal(start, await TemplateSnapshot.TakeAsync(database));
        foreach (var migration in migrations)
        {
            await database.UpAsync(migration);
        }

        Assert.Equal(end, await TemplateSnapshot.TakeAsync(database));
        Assert.Equal(2500L, await database.ScalarAsync<long>($"SELECT count(*) FROM {names.QualifiedTable}"));
    }

    // Another file means that the whole table was rewritten, under an exclusive lock.
    private static string TableFile(TemplateNames names) =>
        $"SELECT pg_relation_filepath('{names.QualifiedTable.Replace("'", "''", StringComparison.Ordinal)}')";

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public Task Names_that_have_to_be_quoted_and_shortened_make_no_difference(string name, MigrationLayout layout) =>
        ThereAndBackAsync(null, name, layout);

    [SkippableTheory]
    [InlineData(13)]
    [InlineData(18)]
    public async Task The_oldest_and_the_newest_server_take_what_every_template_writes(int major)
    {
        var server = await TestServer.ForMajorAsync(major);
        foreach (var name in TemplateCases.Names)
        {
            await ThereAndBackAsync(server, name, MigrationLayout.RollbackFolder);
        }
    }

    [Fact]
    public void Every_template_that_writes_SQL_is_among_the_cases() => Assert.Equal(
        TemplateCatalog.All.Select(t => t.Name).Where(n => n != "empty"),
        TemplateCases.Names.Select(n => TemplateCases.Find(n, TemplateNames.Find("plain")).Template).Distinct().Order(StringComparer.Ordinal));

    private static async Task ThereAndBackAsync(TestServer? server, string name, MigrationLayout layout)
    {
        var names = TemplateNames.Find("hostile");
        var (template, arguments, setup) = TemplateCases.Find(name, names);
        await using var database = await TemplateDatabase.CreateAsync(server);
        await database.SqlAsync(TemplateCases.Tables(names) + setup);
        var start = await TemplateSnapshot.TakeAsync(database);
        var migrations = await database.AddAsync(template, arguments, layout);
        foreach (var migration in migrations)
        {
            await database.UpAsync(migration);
        }

        Assert.NotEqual(start, await TemplateSnapshot.TakeAsync(database));
        foreach (var migration in migrations.Reverse())
        {
            await database.DownAsync(migration);
        }

        Assert.Equal(start, await TemplateSnapshot.TakeAsync(database));
    }
}
