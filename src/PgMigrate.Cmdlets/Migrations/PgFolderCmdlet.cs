using System.Management.Automation;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>A cmdlet that writes migration files and asks no database.</summary>
public abstract class PgFolderCmdlet : PgCmdlet
{
    /// <summary>The folder of migrations; made when it does not exist. Default: <c>./migrations</c>, as seen from the present location. A wildcard must stand for one folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The folder of migrations, with every character taken as it is written: for names with brackets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    private protected string FullPath => FolderPath.Resolve(this, Path, LiteralPath, fallback: null);

    private protected abstract Task<IReadOnlyList<PlannedFile>> PlanAsync(IPgEngine engine, string folder, CancellationToken cancellationToken);

    private protected sealed override void Process()
    {
        var folder = FullPath;
        var files = Call((engine, _, token) => PlanAsync(engine, folder, token));
        var plan = string.Join("\n", files.Select(f => $"Write '{f.Path}':\n{f.Content}"));
        if (!Confirmed(plan, $"Write {string.Join(", ", files.Select(f => f.Path))}?"))
        {
            return;
        }

        Call((engine, _, token) => engine.Migrations.WriteFilesAsync(files, token));
        foreach (var file in files)
        {
            WriteVerbose($"Wrote '{file.Path}'.");
            WriteObject(new FileInfo(file.Path));
        }
    }
}
