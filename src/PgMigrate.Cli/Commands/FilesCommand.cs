using System.CommandLine;
using PgMigrate.Cli.Display;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Json;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Commands;

/// <summary>A verb that writes migration files and needs no database.</summary>
internal abstract class FilesCommand(string name, string description) : CliCommand(name, description)
{
    protected Option<bool> DryRun { get; } = new("--dry-run") { Description = "Show the files; write nothing." };

    protected static async Task<int> WriteAsync(
        CommandHost host, IReadOnlyList<PlannedFile> files, bool dryRun, CancellationToken cancellationToken)
    {
        if (!dryRun)
        {
            await host.Engine.Migrations.WriteFilesAsync(files, cancellationToken);
        }

        if (host.Json)
        {
            host.Write(new FilesDocument(dryRun, files));
            return ExitCodes.Done;
        }

        foreach (var file in files)
        {
            host.Out.WriteLine(PlainText.Of((dryRun ? "-- would write " : "Wrote ") + file.Path));
            if (dryRun)
            {
                host.Out.WriteLine(PlainText.Of(file.Content).TrimEnd());
            }
        }

        return ExitCodes.Done;
    }
}
