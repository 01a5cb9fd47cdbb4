using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Errors;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>Brings folder, history and request together into a plan. Only reads, on a session that may do nothing else.</summary>
internal sealed class Planner(IEngineEvents events)
{
    public Task<Plan> UpAsync(PgConnection target, UpOptions options, CancellationToken cancellationToken) => OpenAsync(
        MigrationAction.Up, target, new PlanRequest(options.Folder, options.Limits, options.Target, options.Reason) { Up = options }, cancellationToken);

    public Task<Plan> DownAsync(PgConnection target, DownOptions options, CancellationToken cancellationToken) => OpenAsync(
        MigrationAction.Down,
        target,
        new PlanRequest(options.Folder, options.Limits, options.Run is { } run ? $"run {run}" : options.Target, options.Reason) { Down = options },
        cancellationToken);

    public Task<Plan> StampAsync(PgConnection target, StampOptions options, CancellationToken cancellationToken) => OpenAsync(
        MigrationAction.Stamp, target, new PlanRequest(options.Folder, options.Limits, options.Target, options.Reason) { Stamp = options }, cancellationToken);

    public Task<Plan> RepairAsync(PgConnection target, RepairOptions options, CancellationToken cancellationToken) => OpenAsync(
        MigrationAction.Repair, target, new PlanRequest(options.Folder, options.Limits, null, options.Reason) { Repair = options }, cancellationToken);

    /// <summary>The same request planned again, from what folder and database hold now.</summary>
    public Task<Plan> AgainAsync(Plan plan, PgSession session, CancellationToken cancellationToken) =>
        PlanAsync(plan.Action, plan.Request, session, plan, cancellationToken);

    private async Task<Plan> OpenAsync(MigrationAction action, PgConnection target, PlanRequest request, CancellationToken cancellationToken)
    {
        var session = await PgSession.OpenAsync(target, SessionAccess.ReadOnly, "plan", events, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        try
        {
            return await PlanAsync(action, request, session, null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (ServerErrors.IsFromDriver(failure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new PgMigrateException(ServerErrors.ToError(failure, target), failure);
        }
    }

    private static async Task<Plan> PlanAsync(
        MigrationAction action, PlanRequest request, PgSession session, Plan? before, CancellationToken cancellationToken)
    {
        var graph = ReadGraph(request, before, cancellationToken);
        var history = await new HistoryReader(new HistoryTables(request.Folder.Schema)).ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var view = new AppliedView(graph, history, session.Target.Target) { Planned = Scripts(before) };
        var invalid = request.Repair?.RebuildInvalidIndexes == true
            ? await InvalidIndex.ReadAsync(session, cancellationToken).ConfigureAwait(false)
            : [];
        IReadOnlyList<StepWork> work = action switch
        {
            MigrationAction.Up => UpPlanner.Plan(view, request.Up!, cancellationToken),
            MigrationAction.Down => DownPlanner.Plan(view, request.Down!, cancellationToken),
            MigrationAction.Stamp => StampPlanner.Plan(view, request.Stamp!),
            _ => RepairPlanner.Plan(view, request.Repair!, invalid),
        };
        return new Plan(action, session.Target, request, view, work);
    }

    private static Dictionary<MigrationScript, StepWork> Scripts(Plan? before) => (before?.Work ?? [])
        .Where(work => work.Script is not null)
        .ToDictionary(work => work.Script!, ReferenceEqualityComparer.Instance as IEqualityComparer<MigrationScript>);

    /// <summary>Indexes can be rebuilt, and lost files forgotten, where there is no folder any more.</summary>
    private static RevisionGraph ReadGraph(PlanRequest request, Plan? before, CancellationToken cancellationToken)
    {
        try
        {
            return RevisionGraph.Build(FolderReader.Read(request.Folder.Path, cancellationToken, before?.View.Graph.Sources));
        }
        catch (PgMigrateException failure) when (request.Repair is not null && failure.Error.Id is ErrorIds.FolderNotFound or ErrorIds.FolderEmpty)
        {
            return RevisionGraph.Build([]);
        }
    }
}
