using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections;

/// <summary>Why a login failed, as the error that an operator reads.</summary>
internal static class LoginErrors
{
    public static PgError ToError(Exception exception, SessionSettings settings)
    {
        var target = settings.Target;
        if (exception is PgMigrateException known)
        {
            return known.Error;
        }

        if (ServerErrors.Server(exception) is { } server)
        {
            return FromServer(server, settings);
        }

        var chain = ServerErrors.Chain(exception).ToList();
        if (chain.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return FromSocket(socket, settings);
        }

        if (chain.Any(e => e is AuthenticationException))
        {
            return Tls(target,
                "the server's certificate was not accepted or no common TLS version was found",
                "Check the certificate's names and expiry date and the root certificate (sslrootcert), or lower sslmode knowingly.");
        }

        if (chain.Any(e => e is TimeoutException))
        {
            return Unreachable(settings, $"no answer within {settings.ConnectTimeout.TotalSeconds:0} s",
                "Check host, port and firewall, or raise the connect timeout.");
        }

        // The driver has no types for these two; its English is stable, and a test over a real server holds it to that.
        if (exception.Message.StartsWith("SSL connection requested", StringComparison.Ordinal))
        {
            return Tls(target, "the server offers no TLS", "Turn ssl on at the server, or set sslmode=prefer or disable where the network is trusted.");
        }

        if (exception.Message.StartsWith("No password has been provided", StringComparison.Ordinal))
        {
            return Refused(target, $"The server of {target} wants a password for {settings.UserName}, and none was given.",
                "Give a credential or token, set PGPASSWORD, or add a line to the password file (mode 0600).");
        }

        return Unreachable(settings, $"the connection ended during login ({exception.GetType().Name})",
            "Check that a PostgreSQL server, and nothing else, listens there; its log may say more.");
    }

    private static PgError FromServer(PostgresException server, SessionSettings settings)
    {
        var target = settings.Target;
        var error = server.SqlState switch
        {
            PostgresErrorCodes.InvalidCatalogName => Make(ErrorIds.DatabaseNotFound, PgErrorKind.NotFound, target,
                $"There is no database \"{settings.Database}\" on {settings.Host}:{settings.Port}.",
                "Check the name (it is case sensitive), or create the database."),
            PostgresErrorCodes.InvalidPassword => Refused(target,
                $"The server refused the password of {settings.UserName} on {target}, or there is no such role.",
                settings.HasToken ? "Check the role's name and what the token function returns." : "Check user name and password and where the password came from."),

            // The file's name survives every translation of the message.
            PostgresErrorCodes.InvalidAuthorizationSpecification when server.MessageText.Contains("pg_hba.conf", StringComparison.Ordinal) => Refused(target,
                $"The server of {target} has no rule that lets {settings.UserName} in from here: {server.MessageText}.",
                "Have a line added to pg_hba.conf; where the message says \"no encryption\", try sslmode=require first."),
            PostgresErrorCodes.InvalidAuthorizationSpecification => Refused(target,
                $"The server of {target} does not let {settings.UserName} in: {server.MessageText}.",
                "Check the role's name (it is case sensitive) and that it may log in."),
            PostgresErrorCodes.TooManyConnections => Make(ErrorIds.TooManyConnections, PgErrorKind.Connection, target,
                $"{target} takes no more connections: {server.MessageText}.",
                "End sessions that nobody needs, or raise the limit (max_connections, the role's or the database's)."),
            PostgresErrorCodes.CannotConnectNow => Make(ErrorIds.ServerStarting, PgErrorKind.Connection, target,
                $"The server of {target} is starting, stopping or recovering: {server.MessageText}.",
                "Try again in a moment."),
            PostgresErrorCodes.InsufficientPrivilege => Make(ErrorIds.PermissionDenied, PgErrorKind.Permission, target,
                $"{settings.UserName} may not connect to {target}: {server.MessageText}.",
                "Have GRANT CONNECT ON DATABASE done for the role."),
            PostgresErrorCodes.ObjectNotInPrerequisiteState => Refused(target,
                $"{target} lets nobody in: {server.MessageText}.",
                "Allow connections (ALTER DATABASE … ALLOW_CONNECTIONS), or connect to another database."),
            var s when s.StartsWith("28", StringComparison.Ordinal) => Refused(target,
                $"The server of {target} does not let {settings.UserName} in: {server.MessageText}.",
                "Check user name and password."),
            _ => Make(ErrorIds.ServerUnreachable, PgErrorKind.Connection, target,
                $"The server of {target} refused the session: {server.MessageText}.",
                "Check the server's or the proxy's log."),
        };
        return error with { SqlState = server.SqlState, Detail = server.Detail, Hint = server.Hint };
    }

    private static PgError FromSocket(SocketException socket, SessionSettings settings) => socket.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => Unreachable(settings,
            "the host name is not known", "Check its spelling and this machine's name resolution."),
        SocketError.ConnectionRefused => Unreachable(settings,
            "nothing listens there", "Check host and port, and that the server runs and listens on that address (listen_addresses)."),
        SocketError.TimedOut => Unreachable(settings,
            "no answer", "Check host, port and firewall."),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => Unreachable(settings,
            "there is no way to that address", "Check this machine's network, VPN and routes."),
        var code => Unreachable(settings, code.ToString(), "Check host, port and network; for a socket folder, that the server uses it."),
    };

    private static PgError Unreachable(SessionSettings settings, string why, string next) => Make(
        ErrorIds.ServerUnreachable, PgErrorKind.Connection, settings.Target, $"{settings.Target} cannot be reached: {why}.", next);

    private static PgError Tls(string target, string why, string next) => Make(
        ErrorIds.ServerUnreachable, PgErrorKind.Connection, target, $"No encrypted connection to {target}: {why}.", next);

    private static PgError Refused(string target, string what, string next) => Make(
        ErrorIds.LoginFailed, PgErrorKind.Permission, target, what, next);

    private static PgError Make(string id, PgErrorKind kind, string target, string what, string next) => new()
    {
        Id = id,
        Kind = kind,
        What = what,
        Next = next,
        Database = target,
    };
}
