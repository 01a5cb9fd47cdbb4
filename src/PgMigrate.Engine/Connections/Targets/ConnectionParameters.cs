namespace PgMigrate.Engine.Connections.Targets;

/// <summary>What one source says about a target, in libpq's names; whatever only the driver cares about, in the driver's.</summary>
internal sealed class ConnectionParameters
{
    public const string Host = "host";
    public const string HostAddress = "hostaddr";
    public const string Port = "port";
    public const string Database = "dbname";
    public const string User = "user";
    public const string Password = "password";
    public const string PasswordFile = "passfile";
    public const string Service = "service";
    public const string ApplicationName = "application_name";
    public const string ConnectTimeout = "connect_timeout";
    public const string SessionAttributes = "target_session_attrs";
    public const string LoadBalance = "load_balance_hosts";

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> driver = new(StringComparer.OrdinalIgnoreCase);

    public string? this[string name] => values.TryGetValue(name, out var value) ? value : null;

    /// <summary>The driver's own settings, by the driver's names.</summary>
    public IReadOnlyDictionary<string, string> Driver => driver;

    public bool IsEmpty => values.Count == 0 && driver.Count == 0;

    /// <summary>True when it says where to go, rather than only how.</summary>
    public bool NamesTarget => values.ContainsKey(Host) || values.ContainsKey(HostAddress) || values.ContainsKey(Database) || values.ContainsKey(Service);

    public bool HoldsSecret => values.ContainsKey(Password) || driver.ContainsKey("SSL Password");

    public void Set(string name, string? value)
    {
        if (value is not null)
        {
            values[name] = value;
        }
    }

    public void SetDriver(string name, string value) => driver[name] = value;

    /// <summary>Takes from a source of lower precedence what is still unsaid.</summary>
    public void FillFrom(ConnectionParameters lower)
    {
        foreach (var (name, value) in lower.values)
        {
            values.TryAdd(name, value);
        }

        foreach (var (name, value) in lower.driver)
        {
            driver.TryAdd(name, value);
        }
    }
}
