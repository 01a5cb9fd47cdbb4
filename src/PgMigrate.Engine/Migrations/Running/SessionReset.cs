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
        var commands = new List<SqlCommandText>
        {
            new("DISCARD ALL"),
            Settings(run, script),
        };
        if (begin is not null)
        {
            commands.Add(new SqlCommandText(begin));
        }

        await run.Worker.ExecuteBatchAsync(commands, syncAfterEach: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets lock_timeout for the rest of the session; zero means no limit and is never asked for by the runner.</summary>
    public static SqlCommandText LockTimeout(TimeSpan limit) => new($"SET lock_timeout = {Milliseconds(limit)}");

    // DISCARD ALL gives the advisory locks back, so the worker's is taken again at once. The run's own lock, on the other
    // session, keeps everybody out in between.
    private static SqlCommandText Settings(RunContext run, MigrationScript script)
    {
        var hold = run.Lock.HoldWorker;
        var settings = new List<(string Name, string Value)>
        {
            ("lock_timeout", Milliseconds(run.LockTimeout(script))),
            ("statement_timeout", Milliseconds(run.StatementTimeout(script))),
            ("idle_in_transaction_session_timeout", "0"),
        };
        if (run.Target.ServerVersionNumber >= 170000)
        {
            settings.Add(("transaction_timeout", "0"));
        }

        if (run.ChecksClient)
        {
            settings.Add(("client_connection_check_interval", "2000"));
        }

        return hold with { Sql = hold.Sql + string.Concat(settings.Select(s => $", set_config('{s.Name}', '{s.Value}', false)")) };
    }

    private static string Milliseconds(TimeSpan time) =>
        Math.Clamp((long)Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue).ToString(CultureInfo.InvariantCulture);
}
