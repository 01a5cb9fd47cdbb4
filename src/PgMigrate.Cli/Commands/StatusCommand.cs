using System.CommandLine;
using PgMigrate.Cli.Display;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Json;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Commands;

internal sealed class StatusCommand : DatabaseCommand
{
    public const string Summary = "Show where each migration stands.";

    private readonly Option<bool> check = new("--check", "--exit-code")
    {
        Description = "Return 10 when something is pending, 5 when up would be refused.",
    };

    private readonly Option<bool> offline = new("--offline") { Description = "Read the folder only; ask no database." };

    public StatusCommand()
        : base("status", Summary)
    {
        Options.Add(check);
        Options.Add(offline);
        AddDatabaseOptions();
        Validators.Add(result =>
        {
            if (result.GetResult(check) is not null && result.GetResult(offline) is not null)
            {
                result.AddError("--check needs a database: leave --offline out.");
            }
        });
    }

    protected override async Task<int> ExecuteAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken)
    {
        var connection = parse.GetValue(offline) ? null : await ConnectAsync(parse, host, cancellationToken);
        var migrations = await host.Engine.Migrations.GetStatusAsync(
            connection, Database.Folder(parse, connection?.Environment), host.Events, cancellationToken);
        await host.DrainEventsAsync();
        if (host.Json)
        {
            host.Write(StatusDocument.Of(connection, migrations, migrations.Count(IsPending)));
        }
        else
        {
            StatusDisplay.Write(host.Terminal, migrations);
        }

        return !parse.GetValue(check) ? ExitCodes.Done
            : migrations.Any(IsRefused) ? ExitCodes.State
            : migrations.Any(IsPending) ? ExitCodes.Pending
            : ExitCodes.Done;
    }

    private static bool IsPending(MigrationStatus migration) => migration.State switch
    {
        MigrationState.Pending or MigrationState.OutOfOrder or MigrationState.HalfDone => true,
        MigrationState.Changed => migration.File?.IsRepeatable == true,
        _ => false,
    };

    private static bool IsRefused(MigrationStatus migration) => migration.State switch
    {
        MigrationState.Missing or MigrationState.OutOfOrder => true,
        MigrationState.Changed => migration.File?.IsRepeatable != true,
        _ => false,
    };
}
