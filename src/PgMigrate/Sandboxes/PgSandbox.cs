using PgMigrate.Connections;

namespace PgMigrate.Sandboxes;

/// <summary>What a sandbox is.</summary>
public enum SandboxKind
{
    /// <summary>A server of its own, made for this.</summary>
    Server,

    /// <summary>A database on a server that was there already.</summary>
    Database,
}

/// <summary>A disposable server or database. It goes when it is stopped, with everything in it.</summary>
public sealed record PgSandbox
{
    /// <summary>Short, unique on this machine; what Stop takes.</summary>
    public required string Id { get; init; }

    public required SandboxKind Kind { get; init; }

    /// <summary>Where it listens; for a database, where the server listens.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string Database { get; init; }

    public required string UserName { get; init; }

    public required string ServerVersion { get; init; }

    /// <summary>The server's data folder; null for a database.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The folder of the server's binaries; null for a database.</summary>
    public string? BinaryFolder { get; init; }

    /// <summary>The postmaster's process id; null for a database.</summary>
    public int? ProcessId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>False when its server was found dead; Stop then removes what is left.</summary>
    public bool IsRunning { get; init; } = true;

    /// <summary>A target for other commands; null while it is not running.</summary>
    public PgConnection? Connection { get; init; }

    public override string ToString() => Id;
}
