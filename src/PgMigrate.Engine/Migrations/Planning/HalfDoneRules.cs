using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>A migration that stopped between two statements has to be finished, or dealt with, before anything else moves.</summary>
internal static class HalfDoneRules
{
    /// <param name="view">Folder and history.</param>
    /// <param name="goingDown">The direction of the command.</param>
    /// <param name="within">What the command is about: a half-done one among these is what it resumes.</param>
    public static void ThrowIfInTheWay(AppliedView view, bool goingDown, IReadOnlySet<string> within)
    {
        foreach (var (revision, down) in view.History.HalfDone)
        {
            if (down == goingDown && within.Contains(revision))
            {
                continue;
            }

            var finish = down
                ? $"Finish undoing it with Undo-PgMigration (pgmigrate down)"
                : view.Graph.Find(revision) is null
                    ? "Finish it with Invoke-PgMigration (pgmigrate up)"
                    : $"Finish it with Invoke-PgMigration {revision} (pgmigrate up {revision})";
            throw view.Error(
                ErrorIds.HalfDone,
                $"{revision} is half-done in {view.Database}: {(down ? "undoing" : "applying")} it stopped between two statements.",
                $"{finish}. Or put right by hand what it left, and forget it with Repair-PgMigration -ClearHalfDone {revision} (pgmigrate repair --clear-half-done {revision}).");
        }
    }
}
