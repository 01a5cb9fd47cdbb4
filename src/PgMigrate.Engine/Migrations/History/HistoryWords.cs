using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.History;

/// <summary>How the history's tables spell what the contracts have as values.</summary>
internal static class HistoryWords
{
    public static string Of(MigrationAction action) => action.ToString().ToLowerInvariant();

    public static string Of(MigrationOutcome outcome) => outcome.ToString().ToLowerInvariant();

    public static MigrationAction Action(string word) => Enum.Parse<MigrationAction>(word, ignoreCase: true);

    public static MigrationOutcome Outcome(string word) => Enum.Parse<MigrationOutcome>(word, ignoreCase: true);

    /// <summary>Revisions hold no blanks, so a blank separates them.</summary>
    public static string Of(IEnumerable<string> revisions) => string.Join(' ', revisions);

    public static IReadOnlyList<string> Revisions(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
