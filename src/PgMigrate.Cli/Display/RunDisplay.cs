using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Display;

/// <summary>What a run did: a line for each step, then a summary that says how to take it back.</summary>
internal static class RunDisplay
{
    public static void Write(TextWriter writer, MigrationRun run)
    {
        var width = run.Steps.Count == 0 ? 0 : run.Steps.Max(step => step.ToString().Length);
        foreach (var step in run.Steps)
        {
            WriteStep(writer, step, width);
        }

        var at = run.To.Count == 0 ? "base" : string.Join(", ", run.To);
        writer.WriteLine(PlainText.Of(run.Outcome switch
        {
            MigrationOutcome.NothingToDo => $"Nothing to do: {run.Database} is at {at}.",
            MigrationOutcome.Succeeded => $"{Count(run)} in {PlainText.Duration(run.Duration)}: {run.Database} is at {at}. Run {run.Id}.",
            _ => $"{run.Outcome} after {PlainText.Duration(run.Duration)}: {run.Database} is at {at}. Run {run.Id}.",
        }));
        if (run is { Action: MigrationAction.Up, Outcome: MigrationOutcome.Succeeded })
        {
            writer.WriteLine($"Take it back as a whole: pgmigrate down --run {run.Id}");
        }
    }

    private static string Count(MigrationRun run) => PlainText.Count(run.Steps.Count(step => step.Outcome == MigrationOutcome.Succeeded), "step") + " done";

    private static void WriteStep(TextWriter writer, MigrationRunStep step, int width)
    {
        var word = (step.Outcome, step.Action) switch
        {
            (MigrationOutcome.Skipped, _) => "skipped",
            (MigrationOutcome.Failed, _) => "FAILED",
            (MigrationOutcome.Undone, _) => "taken back",
            (MigrationOutcome.Cancelled, _) => "cancelled",
            (_, MigrationAction.Up) => "applied",
            (_, MigrationAction.Down) => "undone",
            (_, MigrationAction.Repeat) => "ran again",
            (_, MigrationAction.Stamp) => "stamped",
            (_, MigrationAction.Unstamp) => "unstamped",
            _ => "repaired",
        };
        var notes = new List<string>(4);
        if (step.Outcome == MigrationOutcome.Skipped)
        {
            notes.Add("another run had done it");
        }

        if (step.Resumed)
        {
            notes.Add("resumed");
        }

        if (step.Attempts > 1)
        {
            notes.Add(PlainText.Count(step.Attempts, "attempt"));
        }

        if (step.Verified is { } verified)
        {
            notes.Add(verified ? "verified" : "verification failed");
        }

        var note = notes.Count == 0 ? "" : "  " + string.Join(", ", notes);
        writer.WriteLine(PlainText.Of($"  {word,-10} {step.ToString().PadRight(width)}  {PlainText.Duration(step.Duration),8}{note}"));
    }

    public static string Target(PgConnection connection) => PlainText.Of(
        $"{connection.Target} as {connection.UserName} (from {connection.Source}{(connection.Production ? ", production" : "")})");
}
