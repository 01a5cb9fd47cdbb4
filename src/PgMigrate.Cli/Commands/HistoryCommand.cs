using System.CommandLine;
using PgMigrate.Cli.Display;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Json;

namespace PgMigrate.Cli.Commands;

internal sealed class HistoryCommand : DatabaseCommand
{
    public const string Summary = "Show the log of what was done, newest first.";

    private readonly Option<int> limit = new("--limit", "-n")
    {
        Description = "At most so many lines; 0 for all (50).",
        HelpName = "lines",
        DefaultValueFactory = _ => 50,
    };

    public HistoryCommand()
        : base("history", Summary)
    {
        Options.Add(limit);
        AddDatabaseOptions();
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value.StartsWith('-'))
            {
                result.AddError("--limit needs a number from 0.");
            }
        });
    }

    protected override async Task<int> ExecuteAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(parse, host, cancellationToken);
        var entries = await host.Engine.Migrations.GetHistoryAsync(
            connection, Database.Schema(parse, connection.Environment), parse.GetValue(limit), host.Events, cancellationToken);
        await host.DrainEventsAsync();
        if (host.Json)
        {
            host.Write(HistoryDocument.Of(connection, entries));
            return ExitCodes.Done;
        }

        var table = new PlainTable("At", "Action", "Outcome", "Migration", "Took", "By", "Run", "Message");
        foreach (var entry in entries)
        {
            table.Add(
                PlainText.Time(entry.At),
                entry.Action.ToString(),
                entry.Outcome.ToString(),
                string.IsNullOrEmpty(entry.Name) ? entry.Revision : $"{entry.Revision}_{entry.Name}",
                PlainText.Duration(entry.Duration),
                entry.UserName,
                entry.RunId.ToString(),
                entry.Reason is null ? entry.Message : $"{entry.Reason}{(entry.Message is null ? "" : ": ")}{entry.Message}");
        }

        table.Write(host.Terminal);
        return ExitCodes.Done;
    }
}
