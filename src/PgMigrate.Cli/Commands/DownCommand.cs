using System.CommandLine;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Options;
using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Commands;

internal sealed class DownCommand : PlanCommand
{
    public const string Summary = "Undo migrations down to a target, or a run as a whole.";

    private readonly Argument<string?> target = TargetArgument.Create("-N (default -1), base, or the revision to go back to.");
    private readonly Option<Guid?> run = new("--run") { Description = "Undo everything that this run applied.", HelpName = "id" };

    public DownCommand()
        : base("down", Summary)
    {
        Arguments.Add(target);
        Options.Add(run);
        AddRunOptions();
        Validators.Add(result =>
        {
            if (result.GetResult(run) is not null && result.GetResult(target) is { Tokens.Count: > 0 })
            {
                result.AddError("Give either a target or --run, not both.");
            }
        });
    }

    protected override Task<MigrationPlan> PlanAsync(
        ParseResult parse, CommandHost host, PgConnection connection, CancellationToken cancellationToken) =>
        host.Engine.Migrations.PlanDownAsync(
            connection,
            new DownOptions
            {
                Folder = Database.Folder(parse, connection.Environment),
                Target = parse.GetValue(target) ?? "-1",
                Run = parse.GetValue(run),
                Limits = Run.Limits(parse, connection.Environment),
                Reason = Run.Reason(parse),
            },
            host.Events,
            cancellationToken);
}
