using System.CommandLine;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Options;
using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Commands;

internal sealed class StampCommand : PlanCommand
{
    public const string Summary = "Record a state in the history without running anything.";

    private readonly Argument<string?> target = TargetArgument.Create("The target form that the database is at, or base to forget all.", required: true);

    public StampCommand()
        : base("stamp", Summary)
    {
        Arguments.Add(target);
        AddRunOptions();
    }

    protected override Task<MigrationPlan> PlanAsync(
        ParseResult parse, CommandHost host, PgConnection connection, CancellationToken cancellationToken) =>
        host.Engine.Migrations.PlanStampAsync(
            connection,
            new StampOptions
            {
                Folder = Database.Folder(parse, connection.Environment),
                Target = parse.GetValue(target)!,
                Limits = Run.Limits(parse, connection.Environment),
                Reason = Run.Reason(parse),
            },
            host.Events,
            cancellationToken);
}
