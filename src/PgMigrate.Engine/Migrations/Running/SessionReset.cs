using System.Globalization;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Files;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// The state in which every migration starts, whatever the one before it did to the session: settings, role, temporary
/// tables, prepared statements, cursors. The time limits are set again on every attempt.
/// </summary>
internal static class SessionReset
{
    public static async Task ApplyAsync(RunContext run, MigrationScript script, string? begin, CancellationToken cancellationToken)
    {
        var commands = Commands(run, script);
        if (begin is not null)
        {
            commands.Add(new SqlCommandText(begin));
        }

        try
        {
            await run.Worker.ExecuteBatchAsync(commands, syncAfterEach: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (RunLock.IsTakenOver(failure))
        {
            throw new Errors.PgMigrateException(RunLock.TakenOverError(run.Target), failure);
        }
    }

    /// <summary>What brings the state about; the first one, DISCARD ALL, only outside a transaction.</summary>
    public static List<SqlCommandText> Commands(RunContext run, MigrationScript script)
    {
        run.Identity.Forget();
        return [new("DISCARD ALL"), Settings(run, script)];
    }

    /// <summary>Sets lock_timeout for the rest of the session.</summary>
    public static SqlCommandText LockTimeout(TimeSpan limit) => new($"SET lock_timeout = {LockMilliseconds(limit)}");

    /// <summary>As lock_timeout takes it. Zero would mean no limit: the runner never waits without one.</summary>
    public static string LockMilliseconds(TimeSpan limit) => Milliseconds(limit > TimeSpan.FromMilliseconds(1) ? limit : TimeSpan.FromMilliseconds(1));

    /// <summary>
    /// Select expressions for a session that may be quiet for long: no limit on that, and a server that notices soon when
    /// this end is gone, so that its locks do not outlive a cut network by hours (the default of tcp_keepalives_idle).
    /// </summary>
    public static string StayAlive(int serverVersion) =>
        "pg_catalog.set_config('tcp_keepalives_idle', '10', false), pg_catalog.set_config('tcp_keepalives_interval', '5', false), "
        + "pg_catalog.set_config('tcp_keepalives_count', '4', false)"
        + (serverVersion >= 140000 ? ", pg_catalog.set_config('idle_session_timeout', '0', false)" : "");

    /// <summary>What keeps a session of the runner safe, whatever a script has set.</summary>
    public static string Safeguards(RunContext run) => ", " + StayAlive(run.Target.ServerVersionNumber)
        + (run.ChecksClient ? ", pg_catalog.set_config('client_connection_check_interval', '2000', false)" : "");

    // DISCARD ALL gives the advisory locks back, so the worker's is taken again at once. The run's own lock, on the other
    // session, keeps everybody out in between.
    private static SqlCommandText Settings(RunContext run, MigrationScript script)
    {
        var settings = new List<(string Name, string Value)>
        {
            ("statement_timeout", Milliseconds(run.StatementTimeout(script))),
            ("idle_in_transaction_session_timeout", "0"),
        };
        if (run.Target.ServerVersionNumber >= 170000)
        {
            settings.Add(("transaction_timeout", "0"));
        }

        return run.Lock.HoldWorkerAndSet(
            $"'{LockMilliseconds(run.LockTimeout(script))}'",
            Safeguards(run) + string.Concat(settings.Select(s => $", pg_catalog.set_config('{s.Name}', '{s.Value}', false)")));
    }

    private static string Milliseconds(TimeSpan time) =>
        Math.Clamp((long)Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue).ToString(CultureInfo.InvariantCulture);
}
