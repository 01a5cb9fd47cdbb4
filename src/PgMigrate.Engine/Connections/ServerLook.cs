using PgMigrate.Connections;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Connections;

/// <summary>The first look at a server: turns settings into a target.</summary>
internal static class ServerLook
{
    private static readonly SqlCommandText Look = new(
        """
        SELECT current_setting('server_version_num')::int, current_setting('server_version'), pg_is_in_recovery(),
               current_setting('default_transaction_read_only') = 'on'
        """);

    public static async Task<TargetConnection> ConnectAsync(
        SessionSettings settings, PgEnvironment? environment, string source, IEngineEvents events, CancellationToken cancellationToken)
    {
        var unseen = new TargetConnection(settings, ServerFacts.Unknown, environment, source);
        var session = await PgSession.OpenAsync(unseen, SessionAccess.ReadOnly, "connect", events, cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        try
        {
            var facts = await session.QueryAsync(
                Look,
                row => new ServerFacts(row.GetInt32(0), row.GetString(1), row.GetBoolean(2), row.GetBoolean(3)),
                cancellationToken).ConfigureAwait(false);
            return new TargetConnection(settings, facts[0], environment, source);
        }
        catch (Npgsql.NpgsqlException failure)
        {
            throw new PgMigrateException(ServerErrors.ToError(failure, unseen), failure);
        }
    }
}
