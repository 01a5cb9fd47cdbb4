using System.CommandLine;
using PgMigrate.Cli.Display;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Json;
using PgMigrate.Cli.Options;
using PgMigrate.Connections;
using PgMigrate.Sandboxes;

namespace PgMigrate.Cli.Commands;

internal sealed class SandboxStartCommand : CliCommand
{
    private readonly Option<string?> url = new("--url", "--connection-string") { Description = "Make a database on this server instead of starting one.", HelpName = "target" };
    private readonly Option<string?> environment = new("--environment", "-e") { Description = "The same, by environment of pgmigrate.json.", HelpName = "name" };
    private readonly Option<string?> database = new("--database") { Description = "Name of the database to make.", HelpName = "name" };
    private readonly Option<string?> template = new("--template") { Description = "Database of that server to copy.", HelpName = "name" };
    private readonly Option<int?> version = new("--server-version") { Description = "Major version (the newest found).", HelpName = "major" };
    private readonly Option<string?> binaries = new("--bin") { Description = "Folder that holds initdb, pg_ctl and postgres.", HelpName = "folder" };
    private readonly Option<int?> port = new("--port") { Description = "Port on 127.0.0.1 (a free one).", HelpName = "number" };
    private readonly Option<string[]> settings = NameValues.Option("--set", "Server setting, such as wal_level=logical; repeatable.");
    private readonly Option<bool> durable = new("--durable") { Description = "Keep fsync on." };
    private readonly Option<TimeSpan?> timeout = Durations.Option("--timeout", "How long the start may take (60s).");

    public SandboxStartCommand()
        : base("start", "Start one and wait until it answers.")
    {
        foreach (var option in new Option[] { url, environment, database, template, version, binaries, port, settings, durable, timeout })
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> ExecuteAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken)
    {
        var defaults = new SandboxOptions();
        var sandbox = await host.Engine.Sandboxes.StartAsync(
            new SandboxOptions
            {
                Server = await ServerAsync(parse, host, cancellationToken),
                Database = parse.GetValue(database),
                Template = parse.GetValue(template),
                Version = parse.GetValue(version),
                BinaryFolder = parse.GetValue(binaries) is { } folder ? Path.GetFullPath(folder) : null,
                Port = parse.GetValue(port),
                Settings = NameValues.Of(parse.GetValue(settings)),
                Durable = parse.GetValue(durable),
                Timeout = parse.GetValue(timeout) ?? defaults.Timeout,
            },
            host.Events,
            cancellationToken);
        await host.DrainEventsAsync();
        if (host.Json)
        {
            host.Write(new SandboxDocument(SandboxBody.Of(sandbox)));
            return ExitCodes.Done;
        }

        host.Out.WriteLine(PlainText.Of($"Sandbox {sandbox.Id}: PostgreSQL {sandbox.ServerVersion} on {SandboxCommand.Place(sandbox)}"));
        host.Out.WriteLine($"Use it with:  pgmigrate up --sandbox {sandbox.Id}");
        host.Out.WriteLine($"Stop it with: pgmigrate sandbox stop {sandbox.Id}");
        return ExitCodes.Done;
    }

    /// <summary>Only a server that was named: DATABASE_URL and PG* are no reason to make a database somewhere.</summary>
    private async Task<PgConnection?> ServerAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken)
    {
        if (parse.GetValue(url) is null && parse.GetValue(environment) is null)
        {
            return null;
        }

        var connection = await host.Engine.Connections.ConnectAsync(
            new ConnectOptions
            {
                ConnectionString = parse.GetValue(url),
                Environment = parse.GetValue(environment),
                StartFolder = Directory.GetCurrentDirectory(),
                ApplicationName = "pgmigrate",
            },
            host.Events,
            cancellationToken);
        host.Terminal.Error.WriteLine("Target: " + RunDisplay.Target(connection));
        return connection;
    }
}
