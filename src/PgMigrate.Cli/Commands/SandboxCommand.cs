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

    /// <summary>What other commands take as --url.</summary>
    public static string Url(PgSandbox sandbox) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"postgresql://{Uri.EscapeDataString(sandbox.UserName)}@{sandbox.Host}:{sandbox.Port}/{Uri.EscapeDataString(sandbox.Database)}");
}
