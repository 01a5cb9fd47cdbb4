using PgMigrate.Connections;
using PgMigrate.Engine.Migrations;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations;

/// <summary>A migrations folder of one test, and the commands on it as an operator would give them.</summary>
internal sealed class TestMigrations : IDisposable
{
    private readonly MigrationRoom room = new();

    public TestMigrations(params (string Name, string Text)[] files)
    {
        Directory.CreateDirectory(Path);
        foreach (var (name, text) in files)
        {
            Write(name, text);
        }
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "pgmigrate-test-" + Guid.NewGuid().ToString("N"), "mi grations");

    public string Schema { get; init; } = MigrationFolder.DefaultSchema;

    public Dictionary<string, string> Variables { get; } = [];

    public RunLimits Limits { get; set; } = new() { LockTimeout = TimeSpan.FromMilliseconds(300), LockBudget = TimeSpan.FromSeconds(20) };

    /// <summary>What the engine said, in order.</summary>
    public EventList Events { get; } = new();

    public MigrationFolder Folder => new() { Path = Path, Schema = Schema, Variables = Variables };

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Delete(string name) => File.Delete(System.IO.Path.Combine(Path, name));

    public Task<MigrationPlan> PlanUp(TestDatabase database, string target = "head", Func<UpOptions, UpOptions>? with = null) =>
        PlanUp(database.Connection, target, with);

    public Task<MigrationPlan> PlanUp(PgConnection connection, string target = "head", Func<UpOptions, UpOptions>? with = null)
    {
        var options = new UpOptions { Folder = Folder, Target = target, Limits = Limits };
        return room.PlanUpAsync(connection, with?.Invoke(options) ?? options, Events, CancellationToken.None);
    }

    public async Task<MigrationRun> Up(TestDatabase database, string target = "head", Func<UpOptions, UpOptions>? with = null) =>
        await Run(await PlanUp(database, target, with));

    public Task<MigrationPlan> PlanDown(TestDatabase database, string target = "-1", Guid? run = null) => room.PlanDownAsync(
        database.Connection, new DownOptions { Folder = Folder, Target = target, Run = run, Limits = Limits }, Events, CancellationToken.None);

    public async Task<MigrationRun> Down(TestDatabase database, string target = "-1", Guid? run = null) =>
        await Run(await PlanDown(database, target, run));

    public async Task<MigrationRun> Stamp(TestDatabase database, string target) => await Run(await room.PlanStampAsync(
        database.Connection, new StampOptions { Folder = Folder, Target = target, Limits = Limits }, Events, CancellationToken.None));

    public Task<MigrationPlan> PlanRepair(TestDatabase database, Func<RepairOptions, RepairOptions> with) => room.PlanRepairAsync(
        database.Connection, with(new RepairOptions { Folder = Folder, Limits = Limits }), Events, CancellationToken.None);

    public async Task<MigrationRun> Repair(TestDatabase database, Func<RepairOptions, RepairOptions> with) =>
        await Run(await PlanRepair(database, with));

    public Task<MigrationRun> Run(MigrationPlan plan, CancellationToken cancellationToken = default) => room.RunAsync(plan, Events, cancellationToken);

    public Task<IReadOnlyList<MigrationStatus>> Status(TestDatabase? database) =>
        room.GetStatusAsync(database?.Connection, Folder, Events, CancellationToken.None);

    public Task<IReadOnlyList<MigrationHistoryEntry>> History(TestDatabase database) =>
        room.GetHistoryAsync(database.Connection, Schema, 0, Events, CancellationToken.None);

    public Task<IReadOnlyList<MigrationFile>> Read() => room.ReadFolderAsync(Path, CancellationToken.None);

    public Task<IReadOnlyList<PlannedFile>> PlanNew(NewMigrationOptions options) => room.PlanNewAsync(options with { Path = Path }, CancellationToken.None);

    public Task<IReadOnlyList<PlannedFile>> PlanMerge(params string[] heads) =>
        room.PlanMergeAsync(new MergeOptions { Path = Path, Heads = heads }, CancellationToken.None);

    public Task WriteFiles(IReadOnlyList<PlannedFile> files) => room.WriteFilesAsync(files, CancellationToken.None);

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}

/// <summary>Keeps the events of a test.</summary>
internal sealed class EventList : IEngineEvents
{
    private readonly List<EngineEvent> events = [];

    public IReadOnlyList<EngineEvent> All
    {
        get
        {
            lock (events)
            {
                return [.. events];
            }
        }
    }

    public void Publish(EngineEvent engineEvent)
    {
        lock (events)
        {
            events.Add(engineEvent);
        }
    }

    public IEnumerable<T> Of<T>() => All.OfType<T>();
}
