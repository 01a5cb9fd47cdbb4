using PgMigrate.Cli.Hosting;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Display;

/// <summary>Where each migration stands, and in one line where the database does.</summary>
internal static class StatusDisplay
{
    public static void Write(Terminal terminal, IReadOnlyList<MigrationStatus> migrations)
    {
        var table = new PlainTable("Migration", "State", "Applied", "By", "Took", "Notes");
        foreach (var migration in migrations)
        {
            table.Add(
                migration.ToString(),
                migration.State.ToString(),
                migration.AppliedAt is { } at ? PlainText.Time(at) : "",
                migration.AppliedBy,
                migration.Duration is { } duration ? PlainText.Duration(duration) : "",
                Notes(migration));
        }

        table.Write(terminal);
        var counts = migrations.GroupBy(migration => migration.State).OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key}");
        var current = migrations.Where(migration => migration.IsCurrent).Select(migration => migration.ToString()).ToList();
        var at0 = migrations.Any(migration => migration.State == MigrationState.Unknown)
            ? "" : $"; at {(current.Count == 0 ? "base" : string.Join(", ", current))}";
        terminal.Out.WriteLine(PlainText.Of(string.Join(", ", counts) + at0));
    }

    private static string Notes(MigrationStatus migration)
    {
        var notes = new List<string>();
        if (migration.IsCurrent)
        {
            notes.Add("current");
        }

        if (migration.IsHead)
        {
            notes.Add("head");
        }

        if (migration.Stamped)
        {
            notes.Add("stamped");
        }

        if (migration.StatementsDone is { } done)
        {
            notes.Add($"{PlainText.Count(done, "statement")} done");
        }

        if (migration.Verified is { } verified)
        {
            notes.Add(verified ? "verified" : "verification failed");
        }

        if (!migration.HasReverse && migration.State != MigrationState.Missing && migration.File?.IsRepeatable != true)
        {
            notes.Add("no reverse");
        }

        notes.AddRange(migration.Labels);
        return string.Join(", ", notes);
    }
}
