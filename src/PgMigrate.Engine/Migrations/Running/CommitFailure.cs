using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>A transaction whose statements ran could not be ended.</summary>
internal static class CommitFailure
{
    /// <param name="run">The run.</param>
    /// <param name="work">The step.</param>
    /// <param name="cause">What the driver threw.</param>
    public static PgMigrateException Of(RunContext run, StepWork work, Exception cause)
    {
        var error = ServerErrors.ToError(cause, run.Target);
        return new PgMigrateException(
            error with
            {
                Revision = work.Step.Revision,
                What = ServerErrors.IsConnectionLoss(cause)
                    ? $"{error.What} Whether {work.Step} was committed at that moment the history knows: all of it, or nothing."
                    : $"{work.Step} could not be committed: {error.What}",
                Position = new SourcePosition(work.Script!.Path, 1, 1),
            },
            cause);
    }
}
