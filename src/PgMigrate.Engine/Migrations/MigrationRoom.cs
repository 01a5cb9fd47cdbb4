using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Engine.Migrations.Running;
using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations;

/// <inheritdoc cref="IMigrationRoom"/>
internal sealed class MigrationRoom : IMigrationRoom
{
    public async Task<IReadOnlyList<MigrationFile>> ReadFolderAsync(string path, CancellationToken cancellationToken)
    {
        var graph = await ReadGraphAsync(path, cancellationToken).ConfigureAwait(false);
        return
        [
            .. graph.Nodes.Select(node => node.Source.File with { Parents = [.. node.Parents.Select(p => p.Revision)] }),
            .. graph.Repeatables.Select(source => source.File),
        ];
    }

    public async Task<IReadOnlyList<MigrationStatus>> GetStatusAsync(
        PgConnection? connection, MigrationFolder folder, IEngineEvents events, CancellationToken cancellationToken)
    {
        var reading = ReadGraphAsync(folder.Path, cancellationToken);
        if (connection is null)
        {
            return StatusReader.Read(await reading.ConfigureAwait(false), null, null);
        }

        var graph = await reading.ConfigureAwait(false);
        var history = await ReadingAsync(
            connection, "status", session => new HistoryReader(new HistoryTables(folder.Schema)).ReadAsync(session, cancellationToken), events, cancellationToken)
            .ConfigureAwait(false);
        return StatusReader.Read(graph, history, connection.Target);
    }

    public Task<IReadOnlyList<MigrationHistoryEntry>> GetHistoryAsync(
        PgConnection connection, string schema, int limit, IEngineEvents events, CancellationToken cancellationToken) => ReadingAsync(
            connection, "history", session => new HistoryReader(new HistoryTables(schema)).ReadLogAsync(session, limit, cancellationToken), events, cancellationToken);

    public async Task<MigrationPlan> PlanUpAsync(
        PgConnection connection, UpOptions options, IEngineEvents events, CancellationToken cancellationToken) =>
        await Task.Run(() => new Planner(events).UpAsync(connection, options, cancellationToken), cancellationToken).ConfigureAwait(false);

    public async Task<MigrationPlan> PlanDownAsync(
        PgConnection connection, DownOptions options, IEngineEvents events, CancellationToken cancellationToken) =>
        await Task.Run(() => new Planner(events).DownAsync(connection, options, cancellationToken), cancellationToken).ConfigureAwait(false);

    public async Task<MigrationPlan> PlanStampAsync(
        PgConnection connection, StampOptions options, IEngineEvents events, CancellationToken cancellationToken) =>
        await Task.Run(() => new Planner(events).StampAsync(connection, options, cancellationToken), cancellationToken).ConfigureAwait(false);

    public async Task<MigrationPlan> PlanRepairAsync(
        PgConnection connection, RepairOptions options, IEngineEvents events, CancellationToken cancellationToken) =>
        await Task.Run(() => new Planner(events).RepairAsync(connection, options, cancellationToken), cancellationToken).ConfigureAwait(false);

    public Task<MigrationRun> RunAsync(MigrationPlan plan, IEngineEvents events, CancellationToken cancellationToken) =>
        plan is Plan own
            ? Task.Run(() => new Runner(own, new Planner(events), events).RunAsync(cancellationToken), cancellationToken)
            : throw new ArgumentException("The plan was not made by this engine.", nameof(plan));

    public IReadOnlyList<MigrationTemplate> GetTemplates() => TemplateCatalog.All;

    public Task<IReadOnlyList<PlannedFile>> PlanNewAsync(NewMigrationOptions options, CancellationToken cancellationToken) =>
        Task.Run(() => new NewMigration(options).Plan(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<PlannedFile>> PlanMergeAsync(MergeOptions options, CancellationToken cancellationToken) =>
        Task.Run(() => new MergeMigration(options).Plan(cancellationToken), cancellationToken);

    public Task WriteFilesAsync(IReadOnlyList<PlannedFile> files, CancellationToken cancellationToken) =>
        MigrationFileWriter.WriteAsync(files, cancellationToken);

    private static Task<RevisionGraph> ReadGraphAsync(string path, CancellationToken cancellationToken) =>
        Task.Run(() => RevisionGraph.Build(FolderReader.Read(path, cancellationToken)), cancellationToken);

    private static async Task<T> ReadingAsync<T>(
        PgConnection connection, string purpose, Func<PgSession, Task<T>> read, IEngineEvents events, CancellationToken cancellationToken)
    {
        var session = await PgSession.OpenAsync(connection, SessionAccess.ReadOnly, purpose, events, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        try
        {
            return await read(session).ConfigureAwait(false);
        }
        catch (Exception failure) when (ServerErrors.IsFromDriver(failure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new PgMigrateException(ServerErrors.ToError(failure, connection), failure);
        }
    }
}
