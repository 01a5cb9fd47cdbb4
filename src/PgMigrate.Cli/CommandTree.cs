using System.CommandLine;
using System.CommandLine.Help;
using PgMigrate.Cli.Commands;

namespace PgMigrate.Cli;

/// <summary>The verbs. Only the one that was asked for is built; all of them for help, completion and misspelt verbs.</summary>
internal static class CommandTree
{
    private static readonly (string Name, Func<Command> Create)[] Verbs =
    [
        ("up", static () => new UpCommand().WithOutputOptions()),
        ("down", static () => new DownCommand().WithOutputOptions()),
        ("status", static () => new StatusCommand().WithOutputOptions()),
        ("history", static () => new HistoryCommand().WithOutputOptions()),
        ("sql", static () => new SqlCommand().WithOutputOptions()),
        ("new", static () => new NewCommand().WithOutputOptions()),
        ("merge", static () => new MergeCommand().WithOutputOptions()),
        ("stamp", static () => new StampCommand().WithOutputOptions()),
        ("repair", static () => new RepairCommand().WithOutputOptions()),
        ("sandbox", static () => new SandboxCommand()),
    ];

    public static RootCommand For(string[] args)
    {
        var root = new RootCommand("PostgreSQL migrations: up, down, and the whole truth about both.");
        var wanted = args.Length > 0 ? Array.FindIndex(Verbs, verb => verb.Name == args[0]) : -1;
        foreach (var (_, create) in wanted < 0 ? Verbs.AsSpan() : Verbs.AsSpan(wanted, 1))
        {
            root.Subcommands.Add(create());
        }

        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                option.Action = new HelpWithExitCodes(help);
            }
        }

        return root;
    }
}
