using System.Text;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>
/// Connection URIs (PostgreSQL documentation, section 34.1.1.2): <c>postgresql://user:password@host:port,host2/database?parameter=value</c>.
/// </summary>
internal static class PostgresUri
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static bool IsUri(string text) => text.StartsWith("postgresql:", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgres:", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgresql+", StringComparison.OrdinalIgnoreCase)
        || text.Contains("://", StringComparison.Ordinal) && char.IsAsciiLetter(text[0]) && text[..text.IndexOf("://", StringComparison.Ordinal)].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');

    /// <exception cref="PgMigrateException">TargetInvalid.</exception>
    public static ConnectionParameters Parse(string text)
    {
        var rest = AfterScheme(text);
        var queryAt = rest.IndexOf('?', StringComparison.Ordinal);
        var query = queryAt < 0 ? "" : rest[(queryAt + 1)..];
        var front = queryAt < 0 ? rest : rest[..queryAt];
        var pathAt = front.IndexOf('/', StringComparison.Ordinal);
        var authority = pathAt < 0 ? front : front[..pathAt];
        var path = pathAt < 0 ? "" : front[(pathAt + 1)..];
        var userEnd = authority.LastIndexOf('@');
        if (userEnd < 0 && (path.Contains('@', StringComparison.Ordinal) || query.Contains('@', StringComparison.Ordinal)))
        {
            // Most likely a password with / or ? in it; read on, it would be taken for a host and a database.
            throw TargetErrors.Invalid(
                "The URI has an @ behind the place where user and password can stand.",
                "Percent-encode special characters of the password: / is %2F, ? is %3F, @ is %40, # is %23.");
        }

        var parameters = new ConnectionParameters();
        if (userEnd >= 0)
        {
            ReadUser(parameters, authority[..userEnd]);
        }

        ReadHosts(parameters, authority[(userEnd + 1)..]);
        SetUnlessEmpty(parameters, ConnectionParameters.Database, Decode(path));
        ReadQuery(parameters, query);
        return parameters;
    }

    private static string AfterScheme(string text)
    {
        foreach (var scheme in new[] { "postgresql://", "postgres://" })
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return text[scheme.Length..];
            }
        }

        throw TargetErrors.Invalid("The URI's scheme is not one of PostgreSQL's.", "Write postgresql://… (without the name of a driver, such as +psycopg2).");
    }

    private static void ReadUser(ConnectionParameters parameters, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        SetUnlessEmpty(parameters, ConnectionParameters.User, Decode(colon < 0 ? text : text[..colon]));
        if (colon >= 0)
        {
            SetUnlessEmpty(parameters, ConnectionParameters.Password, Decode(text[(colon + 1)..]));
        }
    }

    private static void ReadHosts(ConnectionParameters parameters, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        var hosts = new List<string>();
        var ports = new List<string>();
        foreach (var part in text.Split(','))
        {
            var (host, port) = HostAndPort(part);
            hosts.Add(Decode(host));
            ports.Add(Decode(port));
        }

        SetUnlessEmpty(parameters, ConnectionParameters.Host, string.Join(',', hosts));
        if (ports.Any(port => port.Length > 0))
        {
            parameters.Set(ConnectionParameters.Port, string.Join(',', ports));
        }
    }

    private static (string Host, string Port) HostAndPort(string part)
    {
        if (part.StartsWith('['))
        {
            var close = part.IndexOf(']', StringComparison.Ordinal);
            if (close < 2 || close + 1 < part.Length && part[close + 1] != ':')
            {
                throw TargetErrors.Invalid("The URI has an IPv6 address without its closing bracket, or something behind it.", "Write it as [::1]:5432.");
            }

            return (part[1..close], close + 1 < part.Length ? part[(close + 2)..] : "");
        }

        var colon = part.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (part, "") : (part[..colon], part[(colon + 1)..]);
    }

    private static void ReadQuery(ConnectionParameters parameters, string query)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw TargetErrors.Invalid("The URI has a query parameter without a name or \"=\".", "Write ?parameter=value&parameter=value.");
            }

            var keyword = Decode(pair[..equals]);
            if (!LibpqKeyword.IsKnown(keyword))
            {
                throw TargetErrors.Invalid(
                    parameters.HoldsSecret ? "The URI has a query parameter that PostgreSQL does not know." : $"The URI has a query parameter that PostgreSQL does not know, \"{keyword}\".",
                    "Leave out what is meant for another program. An & or ? in a value has to be percent-encoded (%26, %3F).");
            }

            LibpqKeyword.Apply(parameters, keyword, Decode(pair[(equals + 1)..]));
        }
    }

    private static void SetUnlessEmpty(ConnectionParameters parameters, string name, string value)
    {
        if (value.Length > 0)
        {
            parameters.Set(name, value);
        }
    }

    private static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]) || text.AsSpan(i + 1, 2) is "00")
            {
                throw TargetErrors.Invalid("The URI has a % that no two hexadecimal digits follow, or a zero byte.", "Write a literal % as %25.");
            }

            bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
            i += 2;
        }

        try
        {
            return Strict.GetString(bytes.ToArray());
        }
        catch (DecoderFallbackException)
        {
            throw TargetErrors.Invalid("The URI's percent-encoded bytes are not UTF-8.", "Encode the characters as UTF-8 before writing them as %XX.");
        }
    }
}
