namespace PgMigrate.Engine.Connections.Targets;

/// <summary>PG* variables (PostgreSQL documentation, section 34.15) and DATABASE_URL.</summary>
internal static class ProcessEnvironment
{
    public const string DatabaseUrl = "DATABASE_URL";

    private static readonly (string Variable, string Keyword)[] Variables =
    [
        ("PGHOST", "host"), ("PGHOSTADDR", "hostaddr"), ("PGPORT", "port"), ("PGDATABASE", "dbname"), ("PGUSER", "user"),
        ("PGSERVICE", "service"), ("PGOPTIONS", "options"), ("PGAPPNAME", "application_name"), ("PGSSLMODE", "sslmode"),
        ("PGSSLNEGOTIATION", "sslnegotiation"), ("PGSSLCERT", "sslcert"), ("PGSSLKEY", "sslkey"), ("PGSSLROOTCERT", "sslrootcert"),
        ("PGKRBSRVNAME", "krbsrvname"), ("PGGSSENCMODE", "gssencmode"), ("PGCHANNELBINDING", "channel_binding"), ("PGREQUIREAUTH", "require_auth"),
        ("PGCONNECT_TIMEOUT", "connect_timeout"), ("PGTARGETSESSIONATTRS", "target_session_attrs"), ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
    ];

    /// <summary>What DATABASE_URL says; null where it is not set.</summary>
    /// <exception cref="Errors.PgMigrateException">TargetInvalid.</exception>
    public static ConnectionParameters? Url() => Value(DatabaseUrl) is { } text ? ConnectionText.Parse(text) : null;

    /// <summary>What the PG* variables say.</summary>
    /// <exception cref="Errors.PgMigrateException">TargetInvalid.</exception>
    public static ConnectionParameters Read()
    {
        var parameters = new ConnectionParameters();
        foreach (var (variable, keyword) in Variables)
        {
            if (Value(variable) is { } value)
            {
                LibpqKeyword.Apply(parameters, keyword, value);
            }
        }

        return parameters;
    }

    /// <summary>PGPASSWORD names no target: it counts whatever named the target.</summary>
    public static string? Password => Value("PGPASSWORD");

    private static string? Value(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
