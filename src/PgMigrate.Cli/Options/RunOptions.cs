using System.CommandLine;
using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Options;

/// <summary>What every verb has that changes a database: confirmation, dry run, time limits, reason.</summary>
internal sealed class RunOptions
{
    private readonly Option<bool> yes = new("--yes", "-y", "--force")
    {
        Description = "Do not ask. Needed for down, stamp, repair and production where there is no terminal.",
    };

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Show the plan; send nothing that writes." };
    private readonly Option<TimeSpan?> lockTimeout = Durations.Option("--lock-timeout", "lock_timeout of each attempt (2s).");
    private readonly Option<TimeSpan?> lockBudget = Durations.Option("--lock-budget", "All waits and retries of a migration together, then it fails (5m).");
    private readonly Option<TimeSpan?> statementTimeout = Durations.Option("--statement-timeout", "statement_timeout; 0 for none (0).");
    private readonly Option<string?> reason = new("--reason") { Description = "Recorded in the history: why, a ticket.", HelpName = "text" };

    public RunOptions(Command command)
    {
        command.Options.Add(dryRun);
        command.Options.Add(yes);
        command.Options.Add(reason);
        command.Options.Add(lockTimeout);
        command.Options.Add(lockBudget);
        command.Options.Add(statementTimeout);
    }

    public bool Yes(ParseResult parse) => parse.GetValue(yes);

    public bool DryRun(ParseResult parse) => parse.GetValue(dryRun);

    public string? Reason(ParseResult parse) => parse.GetValue(reason);

    /// <summary>The option, else the environment's value, else the engine's default.</summary>
    public RunLimits Limits(ParseResult parse, PgEnvironment? environment)
    {
        var defaults = new RunLimits();
        return new RunLimits
        {
            LockTimeout = parse.GetValue(lockTimeout) ?? environment?.LockTimeout ?? defaults.LockTimeout,
            LockBudget = parse.GetValue(lockBudget) ?? environment?.LockBudget ?? defaults.LockBudget,
            StatementTimeout = parse.GetValue(statementTimeout) ?? environment?.StatementTimeout ?? defaults.StatementTimeout,
        };
    }
}
