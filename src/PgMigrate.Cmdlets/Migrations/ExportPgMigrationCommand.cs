using System.Management.Automation;
using System.Text;
using PgMigrate.Cmdlets.Completion;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Connections;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>Writes the SQL that would really run.</summary>
[Cmdlet(VerbsData.Export, "PgMigration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportPgMigrationCommand : PgMigrationCmdlet
{
    /// <summary>
    /// How far: a target of Invoke-PgMigration, or with -Down one of Undo-PgMigration. Default: <c>head</c>, with -Down <c>-1</c>.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TargetCompleter))]
    public string? Target { get; set; }

    /// <summary>Writes the script of an undo instead.</summary>
    [Parameter]
    public SwitchParameter Down { get; set; }

    /// <summary>
    /// The file to write: UTF-8 without a byte order mark, lines end as in the migrations. Without it the script's lines go down the pipeline; on Windows a redirection
    /// would then change the line ends inside of strings.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Overwrites the file if it exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override bool IsForced => Force;

    private protected override void Process(PgConnection connection)
    {
        var folder = Folder(connection);
        var plan = Call((engine, events, token) => Down
            ? engine.Migrations.PlanDownAsync(connection, new DownOptions { Folder = folder, Target = Target ?? "-1" }, events, token)
            : engine.Migrations.PlanUpAsync(connection, new UpOptions { Folder = folder, Target = Target ?? "head" }, events, token));
        if (OutFile is null)
        {
            using var lines = new PipelineWriter(WriteObject);
            plan.WriteScript(lines);
        }
        else
        {
            WriteFile(plan, GetUnresolvedProviderPathFromPSPath(OutFile));
        }
    }

    private void WriteFile(MigrationPlan plan, string file)
    {
        if (File.Exists(file) && !Force)
        {
            throw FileError(ErrorIds.FileExists, $"The file '{file}' exists already.", "Give -Force to overwrite it, or another name.", null);
        }

        if (!Confirmed($"Write the script of {plan.Steps.Count} migration(s) of {plan.Database} to '{file}'.\n{plan.ToText()}", $"Write '{file}'?"))
        {
            return;
        }

        try
        {
            using var writer = new StreamWriter(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
            plan.WriteScript(writer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileError(ErrorIds.FileNotWritable, $"The file '{file}' cannot be written: {e.Message}", "Give a file in a folder that exists and that you may write to.", e);
        }

        WriteObject(new FileInfo(file));
    }

    private static PgMigrateException FileError(string id, string what, string next, Exception? inner) =>
        new(new PgError { Id = id, Kind = PgErrorKind.InvalidArgument, What = what, Next = next }, inner);
}
