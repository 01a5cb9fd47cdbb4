using PgMigrate.Sandboxes;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>What the registry keeps of a sandbox; it holds a password, so its file is the user's alone.</summary>
internal sealed record SandboxRecord
{
    public required string Id { get; init; }

    public required SandboxKind Kind { get; init; }

    /// <summary>The driver's settings of the sandbox's database, without the password.</summary>
    public required string Settings { get; init; }

    /// <summary>Null where a given server is reached by a token function.</summary>
    public string? Password { get; init; }

    /// <summary>For a database: the database of the given server from which it was made, and is dropped.</summary>
    public string? MaintenanceDatabase { get; init; }

    public string ServerVersion { get; init; } = "";

    public int ServerVersionNumber { get; init; }

    /// <summary>Everything of a server lies in it.</summary>
    public string? Folder { get; init; }

    public string? BinaryFolder { get; init; }

    /// <summary>The postmaster; 0 until it runs.</summary>
    public int ProcessId { get; init; }

    /// <summary>Seconds since 1970, as postmaster.pid has it; for telling a process id that is used again.</summary>
    public long ProcessStartedAt { get; init; }

    /// <summary>While it is being started: the process that starts it, and since when that one runs.</summary>
    public int StarterId { get; init; }

    public long StarterStartedAt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public string? DataFolder => Folder is null ? null : Path.Combine(Folder, "data");

    /// <summary>True while somebody is still busy starting it.</summary>
    public bool IsBeingStarted() => StarterId != 0 && new PostmasterFile(StarterId, StarterStartedAt).IsAlive();

    /// <summary>For a server: true while its postmaster lives and still owns the data folder.</summary>
    public bool IsServerAlive() =>
        ProcessId != 0
        && DataFolder is { } data
        && PostmasterFile.Read(data) is { } file
        && file.ProcessId == ProcessId
        && file.StartedAt == ProcessStartedAt
        && file.IsAlive();
}
