using System.Net.Sockets;
using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections;

/// <summary>What the driver throws while a session is in use, as the errors that an operator reads. For logins see <see cref="LoginErrors"/>.</summary>
internal static class ServerErrors
{
    /// <summary>True when a lock could not be had: worth another attempt.</summary>
    public static bool IsLockFailure(Exception exception) =>
        Server(exception)?.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected;

    /// <summary>True when the session is gone, and with it the answer: whether the statement took effect is unknown.</summary>
    public static bool IsConnectionLoss(Exception exception) => Server(exception) is { } server
        ? IsShutdown(server.SqlState) || server.SqlState.StartsWith("08", StringComparison.Ordinal)
        : Chain(exception).Any(e => e is SocketException or IOException or TimeoutException or ObjectDisposedException)
            || exception is NpgsqlException

            // What the driver says when it is used after the loss.
            || exception is InvalidOperationException { Source: "Npgsql" } && exception.Message.StartsWith("Connection is not open", StringComparison.Ordinal);

    /// <summary>True for what the driver threw and nobody has translated yet: a report of the server, or the loss of the session.</summary>
    public static bool IsFromDriver(Exception exception) =>
        exception is not PgMigrateException && (Server(exception) is not null || IsConnectionLoss(exception));

    /// <summary>The server's own report inside an exception; null where the server said nothing.</summary>
    public static PostgresException? Server(Exception exception) => Chain(exception).OfType<PostgresException>().FirstOrDefault();

    public static PgError ToError(Exception exception, PgConnection target)
    {
        if (exception is PgMigrateException known)
        {
            return known.Error;
        }

        if (Server(exception) is { } server)
        {
            return FromServer(server, target.Target);
        }

        return IsConnectionLoss(exception)
            ? Lost(target.Target, Chain(exception).OfType<SocketException>().FirstOrDefault()?.SocketErrorCode.ToString())
            : Internal(exception, target.Target);
    }

    public static PgError Closed(PgConnection target) => new()
    {
        Id = ErrorIds.ConnectionClosed,
        Kind = PgErrorKind.InvalidState,
        What = $"The connection to {target.Target} was closed.",
        Next = "Connect again.",
        Database = target.Target,
    };

    internal static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }

    internal static bool IsShutdown(string sqlState) =>
        sqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.IdleSessionTimeout
            or IdleInTransactionTimeout or TransactionTimeout;

    private const string IdleInTransactionTimeout = "25P03";

    // From PostgreSQL 17.
    private const string TransactionTimeout = "25P04";

    private static PgError FromServer(PostgresException server, string target)
    {
        var (id, kind, what, next) = server.SqlState switch
        {
            var s when IsShutdown(s) => (ErrorIds.ConnectionLost, PgErrorKind.Connection,
                $"The server ended the session on {target}: {server.MessageText}.",
                "Find out why (the server's log says who stopped it), then run the same command again."),
            var s when s.StartsWith("08", StringComparison.Ordinal) => (ErrorIds.ConnectionLost, PgErrorKind.Connection,
                $"The connection to {target} was lost: {server.MessageText}.",
                "Check the server and the network, then run the same command again."),
            PostgresErrorCodes.InsufficientPrivilege => (ErrorIds.PermissionDenied, PgErrorKind.Permission,
                $"{target}: {server.MessageText}.",
                "Have the owner or a superuser grant the missing right, or connect as a role that has it."),
            PostgresErrorCodes.ReadOnlySqlTransaction => (ErrorIds.DatabaseReadOnly, PgErrorKind.InvalidState,
                $"{target} is read only: {server.MessageText}.",
                "Connect to the primary, or lift default_transaction_read_only for this role or database."),
            PostgresErrorCodes.QueryCanceled => (ErrorIds.StatementTimeout, PgErrorKind.StatementFailed,
                $"A statement on {target} was cancelled: {server.MessageText}.",
                "Raise the statement time limit, or find out who cancelled it."),
            PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected => (ErrorIds.StatementFailed, PgErrorKind.Blocked,
                $"A lock on {target} could not be had: {server.MessageText}.",
                "Find out who holds it, and try again when they are done."),
            PostgresErrorCodes.TooManyConnections => (ErrorIds.TooManyConnections, PgErrorKind.Connection,
                $"{target} takes no more connections: {server.MessageText}.",
                "End sessions that nobody needs, or raise the limit (max_connections, the role's or the database's)."),
            PostgresErrorCodes.CannotConnectNow => (ErrorIds.ServerStarting, PgErrorKind.Connection,
                $"The server of {target} is starting or stopping: {server.MessageText}.",
                "Try again in a moment."),
            PostgresErrorCodes.InvalidCatalogName => (ErrorIds.DatabaseNotFound, PgErrorKind.NotFound,
                $"{target}: {server.MessageText}.",
                "Check the database's name; it is case sensitive."),
            _ => (ErrorIds.StatementFailed, PgErrorKind.StatementFailed,
                $"{target}: {server.MessageText}.",
                "Correct the statement or what it stumbled over, then run the same command again."),
        };

        return new PgError
        {
            Id = id,
            Kind = kind,
            What = what,
            Next = next,
            Database = target,
            SqlState = server.SqlState,
            Detail = server.Detail,
            Hint = server.Hint,
        };
    }

    private static PgError Lost(string target, string? reason) => new()
    {
        Id = ErrorIds.ConnectionLost,
        Kind = PgErrorKind.Connection,
        What = $"The connection to {target} was lost{(reason is null ? "" : $" ({reason})")}.",
        Next = "Check the server and the network, then run the same command again.",
        Database = target,
    };

    private static PgError Internal(Exception exception, string target) => new()
    {
        Id = ErrorIds.InternalError,
        Kind = PgErrorKind.Internal,
        What = $"An unexpected {exception.GetType().Name} while working on {target}: {exception.Message}",
        Next = "This is a fault of the program: report it with what was run.",
        Database = target,
    };
}
