using System.CommandLine;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Options;
using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Commands;

internal sealed class UpCommand : PlanCommand
{
    public const string Summary = "Apply migrations up to a target.";

    private readonly Argument<string?> target = TargetArgument.Create("head (default), heads, +N, a revision or a unique prefix of one, label@head, revision+N.");

    private readonly Option<string[]> allowOutOfOrder = new("--allow-out-of-order")
    {
        Description = "Apply this revision although something that follows it is applied; repeatable.",
        HelpName = "revision",
    };

    private readonly Option<bool> undoOnVerifyFailure = new("--undo-on-verify-failure")
    {
        Description = "Undo a migration whose verify section fails after it was committed.",
    };

    private readonly Option<bool> skipVerify = new("--skip-verify") { Description = "Leave verify sections out." };

    public UpCommand()
        : base("up", Summary)
    {
        Arguments.Add(target);
        Options.Add(allowOutOfOrder);
        Options.Add(undoOnVerifyFailure);
        Options.Add(skipVerify);
        AddRunOptions();
    }

    protected override bool AlwaysAsks => false;

    protected override Task<MigrationPlan> PlanAsync(
        ParseResult parse, CommandHost host, PgConnection connection, CancellationToken cancellationToken) =>
        host.Engine.Migrations.PlanUpAsync(
            connection,
            new UpOptions
            {
                Folder = Database.Folder(parse, connection.Environment),
                Target = parse.GetValue(target) ?? "head",
                AllowOutOfOrder = parse.GetValue(allowOutOfOrder) ?? [],
                Limits = Run.Limits(parse, connection.Environment),
                UndoOnVerifyFailure = parse.GetValue(undoOnVerifyFailure),
                SkipVerify = parse.GetValue(skipVerify),
                Reason = Run.Reason(parse),
            },
            host.Events,
            cancellationToken);
}
