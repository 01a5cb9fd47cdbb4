using System.CommandLine;
using PgMigrate.Cli.Display;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Json;

namespace PgMigrate.Cli.Commands;

internal sealed class SandboxStopCommand : CliCommand
{
    private readonly Argument<string[]> ids = new("id") { Description = "Sandboxes to stop.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> all = new("--all") { Description = "Stop all of this user's." };

    public SandboxStopCommand()
        : base("stop", "Stop sandboxes and remove everything in them.")
    {
        Arguments.Add(ids);
        Options.Add(all);
        Validators.Add(result =>
        {
            var noneNamed = result.GetResult(ids) is null or { Tokens.Count: 0 };
            if (result.GetResult(all) is null == noneNamed)
            {
                result.AddError("Give the ids of sandboxes, or --all.");
            }
        });
    }

    protected override async Task<int> ExecuteAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> wanted = parse.GetValue(all)
            ? [.. (await host.Engine.Sandboxes.GetAsync(host.Events, cancellationToken)).Select(sandbox => sandbox.Id)]
            : parse.GetValue(ids) ?? [];
        foreach (var id in wanted)
        {
            await host.Engine.Sandboxes.StopAsync(id, host.Events, cancellationToken);
            if (!host.Json)
            {
                host.Out.WriteLine(PlainText.Of($"Stopped {id}."));
            }
        }

        await host.DrainEventsAsync();
        if (host.Json)
        {
            host.Write(new SandboxStoppedDocument(wanted));
        }

        return ExitCodes.Done;
    }
}
