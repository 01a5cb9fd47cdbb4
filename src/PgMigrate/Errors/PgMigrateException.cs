namespace PgMigrate.Errors;

/// <summary>The one exception that callers of the engine need to catch. Its message is <see cref="PgError.ToString"/>.</summary>
public sealed class PgMigrateException : Exception
{
    public PgMigrateException(PgError error, Exception? inner = null)
        : base((error ?? throw new ArgumentNullException(nameof(error))).ToString(), inner)
    {
        Error = error;
    }

    /// <summary>The same as data.</summary>
    public PgError Error { get; }

    /// <summary>What had been done before the failure, where that is known: a <see cref="Migrations.MigrationRun"/> for a run of migrations.</summary>
    public object? Partial { get; init; }
}
