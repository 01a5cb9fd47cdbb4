using PgMigrate.Engine.Migrations;
using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

/// <summary>A database and a folder of migrations made from one template, applied and undone by the real planner and runner.</summary>
internal sealed class TemplateDatabase : IAsyncDisposable
{
    private readonly MigrationRoom room = new();
    private readonly TestDatabase database;
    private readonly string path = Directory.CreateTempSubdirectory("pgmigrate-").FullName;
    private IReadOnlyList<RenderedMigration> migrations = [];

    private TemplateDatabase(TestDatabase database) => this.database = database;

    private MigrationFolder Folder => new() { Path = path };

    /// <param name="server">Null for the server of the run.</param>
    public static async Task<TemplateDatabase> CreateAsync(TestServer? server = null) => new(await TestDatabase.CreateAsync(server));

    /// <summary>Writes the template's migrations into the folder, and gives them as they were rendered.</summary>
    public async Task<IReadOnlyList<RenderedMigration>> AddAsync(
        string template, IReadOnlyDictionary<string, string> arguments, MigrationLayout layout = MigrationLayout.RollbackFolder)
    {
        var options = new NewMigrationOptions { Path = path, Name = "try it", Template = template, Arguments = arguments, Layout = layout };
        migrations = new TemplateRenderer().Render(options);
        await room.WriteFilesAsync(await room.PlanNewAsync(options, CancellationToken.None), CancellationToken.None);
        return migrations;
    }

    public Task<IReadOnlyList<MigrationFile>> ReadAsync() => room.ReadFolderAsync(path, CancellationToken.None);

    public Task SqlAsync(string sql) => database.ExecuteAsync(sql);

    public async Task<T> ScalarAsync<T>(string sql) => (await database.ScalarAsync<T>(sql))!;

    /// <summary>Asks the verify text itself, past the runner.</summary>
    public async Task<bool> VerifyAsync(RenderedMigration migration) => (bool)await ScalarAsync<object>(migration.Verify!);

    public async Task UpAsync(RenderedMigration migration)
    {
        var files = await ReadAsync();
        var revision = files[migrations.ToList().IndexOf(migration)].Revision;
        var plan = await room.PlanUpAsync(database.Connection, new UpOptions { Folder = Folder, Target = revision }, NoEvents.Instance, CancellationToken.None);
        await RunAsync(plan, revision, verified: migration.Verify is not null);
    }

    public async Task DownAsync(RenderedMigration migration)
    {
        var files = await ReadAsync();
        var revision = files[migrations.ToList().IndexOf(migration)].Revision;
        var plan = await room.PlanDownAsync(database.Connection, new DownOptions { Folder = Folder, Target = "-1" }, NoEvents.Instance, CancellationToken.None);
        await RunAsync(plan, revision, verified: false);
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(path, recursive: true);
        await database.DisposeAsync();
    }

    private async Task RunAsync(MigrationPlan plan, string revision, bool verified)
    {
        var run = await room.RunAsync(plan, NoEvents.Instance, CancellationToken.None);
        var step = Assert.Single(run.Steps);
        Assert.Equal(revision, step.Revision);
        Assert.Equal(MigrationOutcome.Succeeded, step.Outcome);
        Assert.Equal(verified, step.Verified == true);
    }
}
