using System.Globalization;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Tries again what failed for want of a lock, until the budget is spent. Whatever fails is rolled back first.</summary>
internal sealed class LockRetries(RunContext run, PlanStep step, Budget budget)
{
    public Task RunAsync(Func<Task> attempt, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            await attempt().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (StatementFailure failure) when (failure.IsLockFailure)
            {
                await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
                if (!await budget.NextAttemptAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw failure.BudgetExhausted(run.Target, step.Revision, budget, run.Watch.LastSeen);
                }

                run.Say(string.Create(CultureInfo.InvariantCulture, $"{step}: locks could not be had ({failure.Cause.Message}); attempt {budget.Attempt}"));
            }
            catch (StatementFailure failure)
            {
                await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
                throw new PgMigrateException(failure.ToError(run.Target, step.Revision), failure.Cause);
            }
            catch
            {
                await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
                throw;
            }
        }
    }
}
