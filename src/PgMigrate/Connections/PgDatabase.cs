namespace PgMigrate.Connections;

/// <summary>A database of a server.</summary>
public sealed record PgDatabase
{
    public required string Name { get; init; }

    public required string Owner { get; init; }

    public required string Encoding { get; init; }

    public required string Collation { get; init; }

    /// <summary>Bytes on disk; null where the role may not connect to it.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>-1 for no limit.</summary>
    public int ConnectionLimit { get; init; }

    public bool AllowsConnections { get; init; }

    public bool IsTemplate { get; init; }

    /// <summary>Sessions open in it now.</summary>
    public int Sessions { get; init; }

    public string? Comment { get; init; }

    /// <summary>A target for other commands, with the credentials of the connection that listed it.</summary>
    public required PgConnection Connection { get; init; }

    public override string ToString() => Name;
}
