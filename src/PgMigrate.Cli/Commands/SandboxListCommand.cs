using System.CommandLine;
using PgMigrate.Cli.Display;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Json;

namespace PgMigrate.Cli.Commands;

internal sealed class SandboxListCommand : CliCommand
{
    public SandboxListCommand()
        : base("list", "Show the sandboxes of this user on this machine.")
    {
    }

    protected override async Task<int> ExecuteAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken)
    {
        var sandboxes = await host.Engine.Sandboxes.GetAsync(host.Events, cancellationToken);
        await host.DrainEventsAsync();
        if (host.Json)
        {
            host.Write(new SandboxListDocument([.. sandboxes.Select(s => SandboxBody.Of(s))]));
            return ExitCodes.Done;
        }

        var table = new PlainTable("Id", "Kind", "State", "Version", "Where", "Started");
        foreach (var sandbox in sandboxes)
        {
            table.Add(
                sandbox.Id,
                sandbox.Kind.ToString(),
                sandbox.IsRunning ? "Running" : "Dead",
                sandbox.ServerVersion,
                SandboxCommand.Place(sandbox),
                PlainText.Time(sandbox.StartedAt));
        }

        table.Write(host.Terminal);
        return ExitCodes.Done;
    }
}
