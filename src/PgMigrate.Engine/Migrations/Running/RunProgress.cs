using System.Diagnostics;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Tells how far a run is, and guesses from its own pace, or from the estimates in the files, how long it will take.</summary>
internal sealed class RunProgress(IEngineEvents events, Plan plan)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly string activity = $"{(plan.Action == MigrationAction.Down ? "Undoing migrations of" : plan.Action == MigrationAction.Up ? "Migrating" : plan.Action == MigrationAction.Stamp ? "Stamping" : "Repairing")} {plan.Database}";
    private int at;

    public void At(StepWork work)
    {
        events.Publish(new ProgressEvent(activity, work.Step.Description, at, plan.Work.Count, Remaining()));
        at++;
    }

    public void End() => events.Publish(new ProgressEvent(activity, "", at, plan.Work.Count, TimeSpan.Zero, Completed: true));

    private TimeSpan? Remaining()
    {
        var left = plan.Work.Skip(at).Select(w => w.Step.Estimate).ToList();
        if (left.TrueForAll(estimate => estimate is not null))
        {
            return left.Aggregate(TimeSpan.Zero, (sum, estimate) => sum + estimate!.Value);
        }

        return at == 0 ? null : watch.Elapsed / at * left.Count;
    }
}
