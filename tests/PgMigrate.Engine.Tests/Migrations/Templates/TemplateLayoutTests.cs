using PgMigrate.Engine.Migrations;
using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Engine.Sql;
using PgMigrate.Migrations;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

/// <summary>Every template in every layout, read back by the reader of folders; needs no server.</summary>
public sealed class TemplateLayoutTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pgmigrate-").FullName;

    public static TheoryData<MigrationLayout> Layouts => new(
        MigrationLayout.RollbackFolder, MigrationLayout.Sections, MigrationLayout.Suffixes, MigrationLayout.Folders);

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task What_a_template_writes_reads_back_as_what_it_is(MigrationLayout layout)
    {
        var room = new MigrationRoom();
        var written = new List<RenderedMigration>();
        foreach (var (name, set) in TemplateCases.Names.SelectMany(n => TemplateNames.All.Select(s => (n, s))))
        {
            var found = TemplateCases.Find(name, TemplateNames.Find(set));
            await AddAsync(room, written, found.Template, found.Arguments, layout);
        }

        await AddAsync(room, written, "empty", new Dictionary<string, string>(), layout);

        var read = await room.ReadFolderAsync(folder, CancellationToken.None);
        Assert.Equal(written.Count, read.Count);
        foreach (var (file, migration) in read.Zip(written))
        {
            Assert.Equal(layout, file.Layout);
            Assert.NotNull(file.ReverseFile);
            Assert.Equal(migration.Verify is null, file.VerifyFile is null);
            Assert.Equal(migration.NameSuffix.Length == 0 ? "a" : "a_" + migration.NameSuffix, file.Name);
            Assert.Equal(migration.Directives.GetValueOrDefault("phase", "unspecified"), file.Phase.ToString(), ignoreCase: true);
            Assert.Equal(migration.Directives.ContainsKey("transaction") ? false : null, file.Transaction);
        }
    }

    [Fact]
    public void What_a_template_writes_is_cut_into_the_statements_that_it_holds()
    {
        var names = TemplateNames.Find("hostile");
        var found = TemplateCases.Find("rename column with default, not null", names);
        var contract = new TemplateRenderer().Render(new NewMigrationOptions { Path = folder, Name = "a", Template = found.Template, Arguments = found.Arguments })[^1];
        Assert.Equal(["ALTER TABLE", "DROP TRIGGER", "DROP FUNCTION"], new SqlRoom().Split(contract.Up, null).Select(s => s.Verb));
        Assert.Equal(
            ["ALTER TABLE", "CREATE FUNCTION", "CREATE TRIGGER", "ALTER TABLE", "DO", "ALTER TABLE", "ALTER TABLE", "ALTER TABLE", "ALTER TABLE"],
            new SqlRoom().Split(contract.Down, null).Select(s => s.Verb));
    }

    [Fact]
    public void No_script_validates_or_scans_under_the_lock_of_what_it_added() => Assert.All(
        from name in TemplateCases.Names
        let found = TemplateCases.Find(name, TemplateNames.Find("plain"))
        from migration in new TemplateRenderer().Render(new NewMigrationOptions { Path = folder, Name = "a", Template = found.Template, Arguments = found.Arguments })
        from script in (IEnumerable<(string Text, bool Outside)>)
            [(migration.Up, migration.Directives.ContainsKey("transaction")), (migration.Down, migration.DownDirectives.ContainsKey("transaction"))]
        select (name, script.Text, script.Outside),
        script =>
        {
            var statements = new SqlRoom().Split(script.Text, null);
            var alters = statements.Where(s => s.Verb == "ALTER TABLE").Select(s => s.Text).ToList();
            Assert.True(script.Outside || statements.All(s => s.Transaction == StatementTransaction.Allowed), $"{script.name}: the directive 'transaction off' is missing");
            Assert.True(script.Outside || !alters.Exists(a => a.Contains("VALIDATE", StringComparison.Ordinal)) || alters.Count == 1, $"{script.name}: VALIDATE shares a transaction");
            Assert.All(alters.Where(a => a.Contains("CHECK (", StringComparison.Ordinal) || a.Contains("FOREIGN KEY", StringComparison.Ordinal)), a => Assert.EndsWith("NOT VALID", a, StringComparison.Ordinal));
            Assert.All(statements.Where(s => s.Verb.Contains("INDEX", StringComparison.Ordinal)), s => Assert.EndsWith("CONCURRENTLY", s.Verb, StringComparison.Ordinal));
        });

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task AddAsync(
        MigrationRoom room, List<RenderedMigration> written, string template, IReadOnlyDictionary<string, string> arguments, MigrationLayout layout)
    {
        var options = new NewMigrationOptions { Path = folder, Name = "a", Template = template, Arguments = arguments, Layout = layout };
        written.AddRange(new TemplateRenderer().Render(options));
        await room.WriteFilesAsync(await room.PlanNewAsync(options, CancellationToken.None), CancellationToken.None);
    }
}
