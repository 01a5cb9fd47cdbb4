using PgMigrate.Sandboxes;

namespace PgMigrate.Cli.Json;

internal sealed record SandboxBody(
    string Id, SandboxKind Kind, bool IsRunning, string Host, int Port, string Database, string UserName,
    string ServerVersion, string? DataFolder, string? BinaryFolder, int? ProcessId, DateTime StartedAt)
{
    public static SandboxBody Of(PgSandbox sandbox) => new(
        sandbox.Id, sandbox.Kind, sandbox.IsRunning, sandbox.Host, sandbox.Port, sandbox.Database,
        sandbox.UserName, sandbox.ServerVersion, sandbox.DataFolder, sandbox.BinaryFolder, sandbox.ProcessId,
        sandbox.StartedAt.UtcDateTime);
}

internal sealed record SandboxDocument(SandboxBody Sandbox) : JsonDocumentBody;

internal sealed record SandboxListDocument(IReadOnlyList<SandboxBody> Sandboxes) : JsonDocumentBody;

internal sealed record SandboxStoppedDocument(IReadOnlyList<string> Stopped) : JsonDocumentBody;
