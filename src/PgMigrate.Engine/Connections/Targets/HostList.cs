using System.Globalization;
using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Events;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>From parameters to the settings of each host that they name.</summary>
internal static class HostList
{
    private const int DefaultPort = 5432;
    private static readonly TimeSpan DefaultTimeout = new ConnectOptions().ConnectTimeout;
    private static readonly string DefaultName = new ConnectOptions().ApplicationName;

    public static IReadOnlyList<SessionSettings> Build(ConnectionParameters parameters, ConnectOptions options, IEngineEvents events)
    {
        var names = Names(parameters);
        var ports = Ports(parameters, names.Length);
        var user = parameters[ConnectionParameters.User] ?? Environment.UserName;
        var database = parameters[ConnectionParameters.Database] ?? user;
        var application = string.Equals(options.ApplicationName, DefaultName, StringComparison.Ordinal)
            ? parameters[ConnectionParameters.ApplicationName] ?? DefaultName
            : options.ApplicationName;
        var hosts = new List<SessionSettings>();
        for (var i = 0; i < names.Length; i++)
        {
            var host = names[i].Length == 0 ? DefaultHost.For(ports[i]) : names[i];
            var driver = Driver(parameters, host, ports[i], database, user, Timeout(parameters, options));
            var password = options.Token is null ? FindPassword(parameters, options, host, ports[i], database, user, events) : null;
            hosts.Add(new SessionSettings(driver, application, password, options.Token));
        }

        if (parameters[ConnectionParameters.LoadBalance] is { } balance)
        {
            Balance(hosts, balance);
        }

        return hosts;
    }

    private static string[] Names(ConnectionParameters parameters)
    {
        // With a name and an address for it, the name is only needed to check a certificate.
        var verifiesName = parameters.Driver.TryGetValue("SSL Mode", out var mode) && mode.Replace("-", "", StringComparison.Ordinal).Equals("VerifyFull", StringComparison.OrdinalIgnoreCase);
        var name = parameters[ConnectionParameters.Host];
        var address = parameters[ConnectionParameters.HostAddress];
        return (verifiesName && name is not null ? name : address ?? name ?? "").Split(',').Select(part => part.Trim()).ToArray();
    }

    private static int[] Ports(ConnectionParameters parameters, int hosts)
    {
        var ports = (parameters[ConnectionParameters.Port] ?? "").Split(',')
            .Select(text => text.Trim().Length == 0 ? DefaultPort : LibpqKeyword.Number(ConnectionParameters.Port, text, 1, 65535))
            .ToArray();
        return ports.Length == hosts ? ports
            : ports.Length == 1 ? Enumerable.Repeat(ports[0], hosts).ToArray()
            : throw TargetErrors.Invalid(
                string.Create(CultureInfo.InvariantCulture, $"The target names {hosts} hosts and {ports.Length} ports."), "Give one port for all hosts, or one for each.");
    }

    private static int Timeout(ConnectionParameters parameters, ConnectOptions options)
    {
        var given = parameters[ConnectionParameters.ConnectTimeout];
        return options.ConnectTimeout == DefaultTimeout && given is not null
            ? Math.Max(0, LibpqKeyword.Number(ConnectionParameters.ConnectTimeout, given, -1, 1024))
            : Math.Clamp((int)Math.Ceiling(options.ConnectTimeout.TotalSeconds), 1, 1024);
    }

    private static NpgsqlConnectionStringBuilder Driver(
        ConnectionParameters parameters, string host, int port, string database, string user, int timeout)
    {
        var driver = new NpgsqlConnectionStringBuilder { GssEncryptionMode = GssEncryptionMode.Disable };
        try
        {
            foreach (var (name, value) in parameters.Driver)
            {
                driver[name] = value;
            }
        }
        catch (ArgumentException)
        {
            throw TargetErrors.Invalid("One of the target's TLS or login settings has a value that it cannot have.", "Check them against the documentation of PostgreSQL and Npgsql.");
        }

        driver.Host = host;
        driver.Port = port;
        driver.Database = database;
        driver.Username = user;
        driver.Timeout = timeout;
        return driver;
    }

    private static Secret? FindPassword(
        ConnectionParameters parameters, ConnectOptions options, string host, int port, string database, string user, IEngineEvents events)
    {
        if (options.Password is { } given)
        {
            return given;
        }

        return (parameters[ConnectionParameters.Password] ?? ProcessEnvironment.Password) is { } text
            ? new Secret(text)
            : PasswordFile.Find(parameters[ConnectionParameters.PasswordFile], host, port, database, user, events);
    }

    private static void Balance(List<SessionSettings> hosts, string how)
    {
        switch (how)
        {
            case "random":
                Random.Shared.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(hosts));
                break;
            case "disable":
                break;
            default:
                throw LibpqKeyword.BadValue(ConnectionParameters.LoadBalance, "disable or random");
        }
    }
}
