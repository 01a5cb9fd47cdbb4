using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>What the history says of a step that is done.</summary>
internal static class StepRecord
{
    /// <param name="work">The step.</param>
    /// <param name="history">Where to.</param>
    /// <param name="duration">Null for the time since the transaction began.</param>
    /// <param name="verified">Whether its verify script passed.</param>
    public static SqlCommandText Record(this StepWork work, HistoryWriter history, TimeSpan? duration, bool? verified) =>
        work.Step.Action == MigrationAction.Down
            ? history.Remove(work.Step.Revision, work.Step.Name, work.Checksum, MigrationAction.Down, duration)
            : history.Apply(work.Source!, work.Parents, work.Step.Action, duration, verified);
}
