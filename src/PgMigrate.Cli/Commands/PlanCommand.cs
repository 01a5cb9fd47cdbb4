using System.CommandLine;
using PgMigrate.Cli.Display;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Json;
using PgMigrate.Cli.Options;
using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Commands;

/// <summary>A verb that changes a database: plan, show or confirm, run.</summary>
internal abstract class PlanCommand : DatabaseCommand
{
    protected PlanCommand(string name, string description)
        : base(name, description)
    {
    }

    protected RunOptions Run { get; private set; } = null!;

    /// <summary>False for what only production asks about.</summary>
    protected virtual bool AlwaysAsks => true;

    protected abstract Task<MigrationPlan> PlanAsync(
        ParseResult parse, CommandHost host, PgConnection connection, CancellationToken cancellationToken);

    protected void AddRunOptions()
    {
        Run = new RunOptions(this);
        AddDatabaseOptions();
    }

    protected override async Task<int> ExecuteAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(parse, host, cancellationToken);
        var plan = await PlanAsync(parse, host, connection, cancellationToken);
        if (Run.DryRun(parse))
        {
            await host.DrainEventsAsync();
            Show(host, plan, connection);
            return ExitCodes.Done;
        }

        if (plan.Steps.Count > 0 && (AlwaysAsks || connection.Production) && !Run.Yes(parse))
        {
            await host.DrainEventsAsync();
            Confirmation.Require(host.Terminal, plan, connection);
        }

        var run = await host.Engine.Migrations.RunAsync(plan, host.Events, cancellationToken);
        await host.DrainEventsAsync();
        if (host.Json)
        {
            host.Write(RunDocument.Of(run, connection));
        }
        else
        {
            RunDisplay.Write(host.Out, run);
        }

        return run.Outcome switch
        {
            MigrationOutcome.Failed => ExitCodes.StatementFailed,
            MigrationOutcome.Undone => ExitCodes.Verification,
            MigrationOutcome.Cancelled => ExitCodes.Cancelled,
            _ => ExitCodes.Done,
        };
    }

    private static void Show(CommandHost host, MigrationPlan plan, PgConnection connection)
    {
        if (host.Json)
        {
            host.Write(PlanDocument.Of(plan, connection));
        }
        else
        {
            host.Out.WriteLine(PlainText.Of(plan.ToText()).TrimEnd());
        }
    }
}
