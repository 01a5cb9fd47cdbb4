using PgMigrate.Connections;

namespace PgMigrate.Sandboxes;

/// <summary>How to start a sandbox.</summary>
public sealed record SandboxOptions
{
    /// <summary>Make a database on this server; null to start a server.</summary>
    public PgConnection? Server { get; init; }

    /// <summary>Name of the database to make and connect to. Default: <c>sandbox</c> on a server of its own, <c>sandbox_</c> and the id on a given one.</summary>
    public string? Database { get; init; }

    /// <summary>A database of <see cref="Server"/> to copy (CREATE DATABASE … TEMPLATE); nobody may be connected to it.</summary>
    public string? Template { get; init; }

    /// <summary>Major version wanted; null for the newest found.</summary>
    public int? Version { get; init; }

    /// <summary>Folder that holds initdb, pg_ctl and postgres; null to search PATH and the usual places of the system.</summary>
    public string? BinaryFolder { get; init; }

    /// <summary>Port on 127.0.0.1; null for a free one.</summary>
    public int? Port { get; init; }

    /// <summary>Further server settings (<c>name=value</c>), such as wal_level.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>True to keep fsync on. Off by default: a sandbox outlives no crash.</summary>
    public bool Durable { get; init; }

    /// <summary>How long the start may take. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
