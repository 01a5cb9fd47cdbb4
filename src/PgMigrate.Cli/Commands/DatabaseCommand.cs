using System.CommandLine;
using PgMigrate.Cli.Display;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Options;
using PgMigrate.Connections;

namespace PgMigrate.Cli.Commands;

/// <summary>A verb with a database as its target.</summary>
internal abstract class DatabaseCommand : CliCommand
{
    protected DatabaseCommand(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>Set by the derived constructor, where the options belong among the verb's own.</summary>
    protected DatabaseOptions Database { get; private set; } = null!;

    protected void AddDatabaseOptions() => Database = new DatabaseOptions(this);

    /// <summary>The target may come from variables of the process, so it is always named.</summary>
    protected async Task<PgConnection> ConnectAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken)
    {
        var connection = Database.Sandbox(parse) is { } sandbox
            ? await SandboxTarget.FindAsync(sandbox, host, cancellationToken)
            : await host.Engine.Connections.ConnectAsync(Database.Connect(parse), host.Events, cancellationToken);
        host.Connection = connection;
        host.Terminal.Error.WriteLine("Target: " + RunDisplay.Target(connection));
        return connection;
    }
}
