using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// What a script does to its session must not take away what keeps the run safe: DISCARD ALL and pg_advisory_unlock_all()
/// give the worker's lock back, and SET lock_timeout = 0, with which every output of pg_dump begins, would let a statement
/// queue without end and everybody else behind it.
/// </summary>
internal static class SessionGuard
{
    public static async Task AfterAsync(RunContext run, ScriptStatement statement, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        run.Identity.Saw(statement);
        if (!IsNeeded(statement))
        {
            return;
        }

        var limit = $"CASE {RunLock.Current} WHEN '0' THEN '{SessionReset.LockMilliseconds(lockTimeout)}' ELSE {RunLock.Current} END";
        try
        {
            await run.Worker.ExecuteAsync(
                run.Lock.HoldWorkerAndSet(limit, SessionReset.Safeguards(run)), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (RunLock.IsTakenOver(failure))
        {
            throw new PgMigrateException(RunLock.TakenOverError(run.Target), failure);
        }
    }

    // A SET is followed by a query only where it has to be: after a query SET TRANSACTION is refused.
    private static bool IsNeeded(ScriptStatement statement) => statement.Verb switch
    {
        "SET" => Mentions(statement, "lock_timeout"),
        "RESET" => Mentions(statement, "lock_timeout") || Mentions(statement, "all"),
        "DISCARD ALL" or "DO" or "CALL" => true,
        _ => statement.TouchesSession && (Mentions(statement, "lock_timeout") || Mentions(statement, "advisory")),
    };

    private static bool Mentions(ScriptStatement statement, string word) => statement.Text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
