using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

public sealed class TemplateRoundTripTests
{
    private static readonly MigrationLayout[] Layouts =
        [MigrationLayout.RollbackFolder, MigrationLayout.Sections, MigrationLayout.Suffixes, MigrationLayout.Folders];

    /// <summary>Every case with every set of names, in the four layouts by turns.</summary>
    public static TheoryData<string, string, MigrationLayout> Cases()
    {
        var data = new TheoryData<string, string, MigrationLayout>();
        foreach (var name in TemplateCases.Names)
        {
            foreach (var set in TemplateNames.All)
            {
                data.Add(name, set, Layouts[data.Count % Layouts.Length]);
            }
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public async Task What_a_template_writes_is_applied_proved_and_taken_back_exactly(string name, string set, MigrationLayout layout)
    {
        var names = TemplateNames.Find(set);
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
            await database.UpAsync(migration);
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

    [Fact]
    public void Every_template_that_writes_SQL_is_among_the_cases() => Assert.Equal(
        TemplateCatalog.All.Select(t => t.Name).Where(n => n != "empty"),
        TemplateCases.Names.Select(n => TemplateCases.Find(n, TemplateNames.Find("plain")).Template).Distinct().Order(StringComparer.Ordinal));
}
