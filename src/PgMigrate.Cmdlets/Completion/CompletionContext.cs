using System.Collections;
using System.Management.Automation;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Connections;

namespace PgMigrate.Cmdlets.Completion;

/// <summary>What a completer may know of the command line that it completes.</summary>
internal sealed record CompletionContext
{
    /// <summary>PowerShell's location in the file system.</summary>
    public required string Location { get; init; }

    /// <summary>The folder that -Path or -LiteralPath names, full; null when neither is given.</summary>
    public string? Folder { get; init; }

    public string? EnvironmentName { get; init; }

    /// <summary>The connection that is given, else the current one.</summary>
    public PgConnection? Connection { get; init; }

    public static CompletionContext Read(IDictionary bound, PgConnection? current)
    {
        var path = Text(bound["LiteralPath"]) ?? Text(bound["Path"]);
        return new CompletionContext
        {
            Location = FullPath("."),
            Folder = path is null ? null : FullPath(path),
            EnvironmentName = Text(bound["Environment"]),
            Connection = (bound["Connection"] is PSObject wrapped ? wrapped.BaseObject : bound["Connection"]) as PgConnection ?? current,
        };
    }

    /// <summary>The migrations folder that the command would take.</summary>
    public string MigrationsFolder(IPgEngine engine) =>
        Folder
        ?? (EnvironmentName is null
            ? Connection?.Environment
            : engine.Connections.GetEnvironments(Location).FirstOrDefault(
                e => string.Equals(e.Name, EnvironmentName, StringComparison.OrdinalIgnoreCase)))?.Path
        ?? Path.GetFullPath(FolderPath.Default, Location);

    private static string? Text(object? value) => value is null ? null : LanguagePrimitives.ConvertTo<string>(value) is { Length: > 0 } text ? text : null;

    // A completer is no cmdlet and has no session state of its own.
    private static string FullPath(string path) =>
        ScriptBlock.Create("param($p) $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($p)")
            .Invoke(path)[0].BaseObject.ToString()!;
}
