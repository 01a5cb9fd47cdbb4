using System.CommandLine;
using PgMigrate.Cli.Hosting;
using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Commands;

internal sealed class RepairCommand : PlanCommand
{
    public const string Summary = "Mend the history or invalid indexes, on the record.";

    private readonly Option<string[]> acceptChecksum = new("--accept-checksum")
    {
        Description = "Accept the present text of this applied revision; * for all that changed; repeatable.",
        HelpName = "revision",
    };

    private readonly Option<string[]> removeMissing = new("--remove-missing")
    {
        Description = "Forget this applied revision whose file is gone; * for all; repeatable.",
        HelpName = "revision",
    };

    private readonly Option<string?> clearHalfDone = new("--clear-half-done")
    {
        Description = "Forget the journal of this half-done migration: it counts as not begun.",
        HelpName = "revision",
    };

    private readonly Option<string?> resumeAfter = new("--resume-after")
    {
        Description = "Record the statement at which this half-done migration stopped as done.",
        HelpName = "revision",
    };

    private readonly Option<string?> retryStatement = new("--retry-statement")
    {
        Description = "Let the next run repeat the statement at which this half-done migration stopped.",
        HelpName = "revision",
    };

    private readonly Option<bool> rebuildInvalidIndexes = new("--rebuild-invalid-indexes")
    {
        Description = "Find invalid indexes of the whole database and rebuild them.",
    };

    public RepairCommand()
        : base("repair", Summary)
    {
        Options.Add(acceptChecksum);
        Options.Add(removeMissing);
        Options.Add(clearHalfDone);
        Options.Add(resumeAfter);
        Options.Add(retryStatement);
        Options.Add(rebuildInvalidIndexes);
        AddRunOptions();
        Validators.Add(result =>
        {
            Option[] repairs = [acceptChecksum, removeMissing, clearHalfDone, resumeAfter, retryStatement, rebuildInvalidIndexes];
            if (repairs.All(repair => result.GetResult(repair) is null))
            {
                result.AddError($"Say what to repair: {string.Join(", ", repairs.Select(repair => repair.Name))}.");
            }
        });
    }

    protected override Task<MigrationPlan> PlanAsync(
        ParseResult parse, CommandHost host, PgConnection connection, CancellationToken cancellationToken) =>
        host.Engine.Migrations.PlanRepairAsync(
            connection,
            new RepairOptions
            {
                Folder = Database.Folder(parse, connection.Environment),
                AcceptChecksum = parse.GetValue(acceptChecksum) ?? [],
                RemoveMissing = parse.GetValue(removeMissing) ?? [],
                ClearHalfDone = parse.GetValue(clearHalfDone),
                ResumeAfter = parse.GetValue(resumeAfter),
                RetryStatement = parse.GetValue(retryStatement),
                RebuildInvalidIndexes = parse.GetValue(rebuildInvalidIndexes),
                Limits = Run.Limits(parse, connection.Environment),
                Reason = Run.Reason(parse),
            },
            host.Events,
            cancellationToken);
}
