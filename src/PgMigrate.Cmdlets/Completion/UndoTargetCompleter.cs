using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets.Completion;

/// <summary>Completes targets to go back to.</summary>
public sealed class UndoTargetCompleter : RevisionCompleter
{
    private protected override bool IsWanted(MigrationFile file) => !file.IsRepeatable;

    private protected override IEnumerable<Candidate> Others(IReadOnlyList<MigrationFile> files) =>
    [
        Candidate.Plain("-1", "undo the last one"),
        Candidate.Plain("-2", "undo the last two"),
        Candidate.Plain("base", "undo everything"),
    ];
}
