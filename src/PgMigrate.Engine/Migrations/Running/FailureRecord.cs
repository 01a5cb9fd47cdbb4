using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Puts a failure on the record, where there is still a session to do it with. The failure itself is the news.</summary>
internal sealed class FailureRecord(RunContext run)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public Task LogAsync(StepWork work, MigrationOutcome outcome, TimeSpan duration, PgError? error) => TryAsync(run.History.Log(new LogLine(
        work.Step.Action, outcome, work.Step.Revision, work.Step.Name, work.Checksum, duration, error?.ToString(), error?.SqlState)));

    public Task EndAsync(MigrationOutcome outcome, IReadOnlyList<string> current) => TryAsync(run.History.EndRun(outcome, current));

    private async Task TryAsync(SqlCommandText command)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            if (run.Worker.IsBroken)
            {
                await OnNewSessionAsync(command, limit.Token).ConfigureAwait(false);
                return;
            }

            // What the migration did to the session (SET ROLE, a read-only default) must not keep this out.
            await run.Worker.ExecuteBatchAsync(
                [new("ROLLBACK"), new("DISCARD ALL"), run.Lock.HoldWorker, command], syncAfterEach: true, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or OperationCanceledException or IOException or InvalidOperationException or PgMigrateException)
        {
            run.IsUnreachable = run.Worker.IsBroken;
            run.Say($"the failure could not be put on the record: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    // One session was ended, the server may well be there.
    private async Task OnNewSessionAsync(SqlCommandText command, CancellationToken cancellationToken)
    {
        if (run.IsUnreachable)
        {
            return;
        }

        var session = await PgSession.OpenAsync(run.Target, SessionAccess.Write, "record", run.Events, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        await session.ExecuteAsync(command, cancellationToken).ConfigureAwait(false);
    }
}
