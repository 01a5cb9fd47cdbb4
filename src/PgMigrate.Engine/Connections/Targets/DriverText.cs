using System.Data.Common;
using Npgsql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>Connection strings as the driver reads them: <c>Host=localhost;Database=app;Username=me</c>.</summary>
internal static class DriverText
{
    private static readonly Dictionary<string, string> ToLibpq = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Host"] = ConnectionParameters.Host,
        ["Port"] = ConnectionParameters.Port,
        ["Database"] = ConnectionParameters.Database,
        ["Username"] = ConnectionParameters.User,
        ["Password"] = ConnectionParameters.Password,
        ["Passfile"] = ConnectionParameters.PasswordFile,
        ["Application Name"] = ConnectionParameters.ApplicationName,
        ["Timeout"] = ConnectionParameters.ConnectTimeout,
        ["Target Session Attributes"] = ConnectionParameters.SessionAttributes,
    };

    /// <summary>How a session is secured and what it is told at the start; the rest of the driver's settings is the engine's business.</summary>
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "SSL Mode", "SSL Negotiation", "SSL Certificate", "SSL Key", "SSL Password", "Root Certificate", "Check Certificate Revocation",
        "GSS Encryption Mode", "Kerberos Service Name", "Include Realm", "Channel Binding", "Require Auth", "Options", "Search Path", "Timezone",
        "Socket Receive Buffer Size", "Socket Send Buffer Size", "Trust Server Certificate",
    };

    private static readonly HashSet<string> Secrets = new(StringComparer.OrdinalIgnoreCase) { "Password", "PSW", "PWD", "SSL Password", "SslPassword" };

    /// <summary>True when every keyword is one of the driver's.</summary>
    public static bool IsUnderstood(string text) => Pairs(text) is { } pairs && pairs.Keys.Cast<string>().All(IsKeyword);

    /// <exception cref="PgMigrateException">TargetInvalid.</exception>
    public static ConnectionParameters Parse(string text)
    {
        var pairs = Pairs(text) ?? throw TargetErrors.Invalid(
            "The connection string is not made of keyword=value pairs.", "Write them as Host=…;Database=…, quote values with semicolons in them, or use a postgresql:// URI.");
        var keys = pairs.Keys.Cast<string>().ToList();
        if (keys.FirstOrDefault(key => !IsKeyword(key)) is { } unknown)
        {
            throw LibpqText.UnknownKeyword(unknown, text.IndexOf(unknown, StringComparison.OrdinalIgnoreCase), keys.Any(Secrets.Contains));
        }

        var parameters = new ConnectionParameters();
        foreach (var key in keys)
        {
            Apply(parameters, key, (string)pairs[key]);
        }

        return parameters;
    }

    private static void Apply(ConnectionParameters parameters, string key, string value)
    {
        // The driver knows its own synonyms: what it calls the pair afterwards is the main name.
        var probe = new NpgsqlConnectionStringBuilder();
        try
        {
            probe[key] = value;
        }
        catch (ArgumentException)
        {
            throw LibpqKeyword.BadValue(key, "a value that the driver's documentation allows for it");
        }

        if (probe.Keys.Cast<string>().FirstOrDefault() is not { } name)
        {
            return;
        }

        if (ToLibpq.TryGetValue(name, out var libpq))
        {
            parameters.Set(libpq, value);
        }
        else if (string.Equals(name, "Load Balance Hosts", StringComparison.OrdinalIgnoreCase))
        {
            parameters.Set(ConnectionParameters.LoadBalance, probe.LoadBalanceHosts ? "random" : "disable");
        }
        else if (Kept.Contains(name))
        {
            parameters.SetDriver(name, value);
        }
    }

    private static bool IsKeyword(string keyword) => new NpgsqlConnectionStringBuilder().ContainsKey(keyword);

    private static DbConnectionStringBuilder? Pairs(string text)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            // Its message quotes what it stumbled over.
            return null;
        }
    }
}
