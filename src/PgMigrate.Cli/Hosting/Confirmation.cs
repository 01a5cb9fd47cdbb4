using PgMigrate.Connections;
using PgMigrate.Cli.Display;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Hosting;

/// <summary>Asks before something that is hard to take back; where nobody can answer it refuses.</summary>
internal static class Confirmation
{
    public static void Require(Terminal terminal, MigrationPlan plan, PgConnection connection)
    {
        var what = $"{plan.Action} {(plan.Steps.Count == 1 ? "1 step" : $"{plan.Steps.Count} steps")} on {connection.Target}"
            + (connection.Production ? $", which environment '{connection.Environment!.Name}' marks as production" : "");
        if (!terminal.CanAsk)
        {
            throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.ConfirmationImpossible,
                Kind = PgErrorKind.InvalidState,
                Database = connection.Target,
                What = $"This asks for a confirmation, and there is no terminal to ask on: {what}. Nothing was changed.",
                Next = "look at the plan with --dry-run, then run the same command with --yes",
            });
        }

        foreach (var step in plan.Steps)
        {
            terminal.Error.WriteLine("  " + PlainText.Of(step.Description));
        }

        terminal.Error.Write($"{PlainText.Of(what)}. Go on? [y/N] ");
        terminal.Error.Flush();
        var answer = Console.In.ReadLine()?.Trim();
        if (!string.Equals(answer, "y", StringComparison.OrdinalIgnoreCase) && !string.Equals(answer, "yes", StringComparison.OrdinalIgnoreCase))
        {
            throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.Cancelled,
                Kind = PgErrorKind.InvalidState,
                Database = connection.Target,
                What = "The confirmation was declined. Nothing was changed.",
                Next = "answer y to go on, or use --dry-run to look at the plan",
            });
        }
    }
}
