using System.Globalization;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>libpq's connection parameters (PostgreSQL documentation, section 34.1.2) and what becomes of each here.</summary>
internal static class LibpqKeyword
{
    private static readonly HashSet<string> Core = new(StringComparer.Ordinal)
    {
        ConnectionParameters.Host, ConnectionParameters.HostAddress, ConnectionParameters.Port, ConnectionParameters.Database, ConnectionParameters.User,
        ConnectionParameters.Password, ConnectionParameters.PasswordFile, ConnectionParameters.Service, ConnectionParameters.ApplicationName,
        ConnectionParameters.ConnectTimeout, ConnectionParameters.SessionAttributes, ConnectionParameters.LoadBalance,
    };

    // What the engine settles itself, or what is about libpq's inside.
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "fallback_application_name", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
        "sslcompression", "gsslib", "gssdelegation", "client_encoding",
    };

    private static readonly Dictionary<string, string> ToDriver = new(StringComparer.Ordinal)
    {
        ["options"] = "Options",
        ["sslmode"] = "SSL Mode",
        ["sslnegotiation"] = "SSL Negotiation",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["sslrootcert"] = "Root Certificate",
        ["gssencmode"] = "GSS Encryption Mode",
        ["krbsrvname"] = "Kerberos Service Name",
        ["channel_binding"] = "Channel Binding",
        ["require_auth"] = "Require Auth",
    };

    public static bool IsKnown(string keyword) =>
        Core.Contains(keyword) || Ignored.Contains(keyword) || ToDriver.ContainsKey(keyword) || keyword is "ssl";

    /// <summary>Records one parameter.</summary>
    /// <exception cref="PgMigrateException">TargetInvalid: its value cannot be right.</exception>
    public static void Apply(ConnectionParameters parameters, string keyword, string value)
    {
        if (Core.Contains(keyword))
        {
            parameters.Set(keyword, value);
        }
        else if (string.Equals(keyword, "ssl", StringComparison.Ordinal))
        {
            // As libpq reads it in URIs, for those who write for JDBC.
            parameters.SetDriver("SSL Mode", string.Equals(value, "true", StringComparison.Ordinal) ? "Require" : throw BadValue("ssl", "true"));
        }
        else if (ToDriver.TryGetValue(keyword, out var driverName))
        {
            if (DriverValue(keyword, value) is { } driverValue)
            {
                parameters.SetDriver(driverName, driverValue);
            }
        }
    }

    /// <summary>A whole number; libpq's names in the error.</summary>
    public static int Number(string keyword, string value, int least, int most) =>
        int.TryParse(value.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw BadValue(keyword, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    public static PgMigrateException BadValue(string keyword, string allowed) => TargetErrors.Invalid(
        $"The connection parameter {keyword} has a value that it cannot have.", $"Give {allowed}.");

    private static string? DriverValue(string keyword, string value) => keyword switch
    {
        "sslmode" => OneOf(keyword, value, ("disable", "Disable"), ("allow", "Allow"), ("prefer", "Prefer"), ("require", "Require"), ("verify-ca", "VerifyCA"), ("verify-full", "VerifyFull")),
        "sslnegotiation" => OneOf(keyword, value, ("postgres", "Postgres"), ("direct", "Direct")),
        "gssencmode" => OneOf(keyword, value, ("disable", "Disable"), ("prefer", "Prefer"), ("require", "Require")),
        "channel_binding" => OneOf(keyword, value, ("disable", "Disable"), ("prefer", "Prefer"), ("require", "Require")),

        // The driver trusts the system's certificates where no file is named.
        "sslrootcert" when string.Equals(value, "system", StringComparison.Ordinal) => null,
        _ => value,
    };

    private static string OneOf(string keyword, string value, params (string Libpq, string Driver)[] allowed)
    {
        foreach (var (libpq, driver) in allowed)
        {
            if (string.Equals(libpq, value, StringComparison.Ordinal))
            {
                return driver;
            }
        }

        throw BadValue(keyword, string.Join(", ", allowed.Select(pair => pair.Libpq)));
    }
}
