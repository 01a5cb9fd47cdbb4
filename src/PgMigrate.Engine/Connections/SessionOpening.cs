using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Connections;

/// <summary>From a target to a session that is ready for its first statement.</summary>
internal static class SessionOpening
{
    public static async Task<PgSession> OpenAsync(
        PgConnection target, SessionAccess access, string purpose, IEngineEvents events, CancellationToken cancellationToken)
    {
        if (target is not TargetConnection known)
        {
            throw new ArgumentException("The connection was not made by this engine.", nameof(target));
        }

        if (known.IsClosed)
        {
            throw new PgMigrateException(ServerErrors.Closed(known));
        }

        var session = await LoginAsync(known, access, purpose, events, cancellationToken).ConfigureAwait(false);
        try
        {
            ServerVersions.ThrowIfUnsupported(session.ServerVersion, known.Target);
            if (access == SessionAccess.Write)
            {
                await PrepareForWritingAsync(session, cancellationToken).ConfigureAwait(false);
            }

            return session;
        }
        catch (Exception failure)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            if (failure is NpgsqlException)
            {
                throw new PgMigrateException(ServerErrors.ToError(failure, known), failure);
            }

            throw;
        }
    }

    private static async Task<PgSession> LoginAsync(
        TargetConnection target, SessionAccess access, string purpose, IEngineEvents events, CancellationToken cancellationToken)
    {
        var settings = target.Settings;
        var login = await settings.GetLoginAsync(cancellationToken).ConfigureAwait(false);
        var source = settings.CreateDataSource(purpose, login);
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return new PgSession(source, connection, target, access, events);
        }
        catch (Exception failure)
        {
            await source.DisposeAsync().ConfigureAwait(false);
            if (failure is OperationCanceledException)
            {
                throw;
            }

            throw new PgMigrateException(LoginErrors.ToError(failure, settings), failure);
        }
    }

    /// <summary>
    /// Lifts the time limits that a role or database may have by default. Done in the first statement, and only where the backend is
    /// the one that the login announced: a proxy makes process ids up, and what lies behind it has to be found out first.
    /// </summary>
    private static async Task PrepareForWritingAsync(PgSession session, CancellationToken cancellationToken)
    {
        var settings = WriteLimits(session.ServerVersion);
        var sql =
            $"""
            SELECT pg_backend_pid(), CASE WHEN pg_backend_pid() = $1 THEN concat({settings}) END
            """;
        var pids = await session.QueryAsync(
            new SqlCommandText(sql, session.AnnouncedPid), reader => reader.GetInt32(0), cancellationToken).ConfigureAwait(false);
        session.BackendPid = pids[0];
        if (pids[0] != session.AnnouncedPid)
        {
            await PoolerCheck.ThrowIfTransactionPoolingAsync(session, cancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync(new SqlCommandText($"SELECT {settings}"), cancellationToken).ConfigureAwait(false);
        }
    }

    private static string WriteLimits(Version server)
    {
        var settings = "set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false), "
            + "set_config('idle_in_transaction_session_timeout', '0', false)";
        if (server.Major >= 14)
        {
            settings += ", set_config('idle_session_timeout', '0', false)";
        }

        return server.Major >= 17 ? settings + ", set_config('transaction_timeout', '0', false)" : settings;
    }
}
