using System.CommandLine;
using PgMigrate.Sandboxes;

namespace PgMigrate.Cli.Commands;

internal sealed class SandboxCommand : Command
{
    public const string Summary = "Start, list and stop disposable PostgreSQL servers and databases.";

    public SandboxCommand()
        : base("sandbox", Summary)
    {
        Subcommands.Add(new SandboxStartCommand().WithOutputOptions());
        Subcommands.Add(new SandboxListCommand().WithOutputOptions());
        Subcommands.Add(new SandboxStopCommand().WithOutputOptions());
    }

    /// <summary>Where it is, for people; other commands take its id by --sandbox.</summary>
    public static string Place(PgSandbox sandbox) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{sandbox.Host}:{sandbox.Port}/{sandbox.Database}");
}
