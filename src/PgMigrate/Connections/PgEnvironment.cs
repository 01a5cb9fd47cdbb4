namespace PgMigrate.Connections;

/// <summary>
/// One environment of <c>pgmigrate.json</c>. The file lies beside the migrations; it holds no secrets, and a password in
/// it is an error. Values given on a command go before it.
/// </summary>
public sealed record PgEnvironment
{
    public required string Name { get; init; }

    /// <summary>Full path of the file that it came from.</summary>
    public required string File { get; init; }

    /// <summary>Connection string without secrets; or the single values below.</summary>
    public string? ConnectionString { get; init; }

    public string? Service { get; init; }

    public string? Host { get; init; }

    public int? Port { get; init; }

    public string? Database { get; init; }

    public string? UserName { get; init; }

    /// <summary>Migrations folder, full path; null when the file names none.</summary>
    public string? Path { get; init; }

    /// <summary>History schema; null for the default.</summary>
    public string? Schema { get; init; }

    /// <summary>Time limit for each wait for a lock; null for the default.</summary>
    public TimeSpan? LockTimeout { get; init; }

    /// <summary>Time limit for all waits and retries of one migration; null for the default.</summary>
    public TimeSpan? LockBudget { get; init; }

    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>Values for <c>${name}</c> in migrations.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>True for a database whose loss costs somebody their job: commands that change it ask first, even where they otherwise would not.</summary>
    public bool Production { get; init; }

    /// <summary>The checklist profile to hold it to; null when none is named.</summary>
    public string? Checklist { get; init; }
}
