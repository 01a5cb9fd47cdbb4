using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets.Completion;

/// <summary>Completes targets to go forward to: revisions, and the words of target forms.</summary>
public sealed class TargetCompleter : RevisionCompleter
{
    private protected override bool IsWanted(MigrationFile file) => !file.IsRepeatable;

    private protected override IEnumerable<Candidate> Others(IReadOnlyList<MigrationFile> files) =>
    [
        Candidate.Plain("head", "everything"),
        Candidate.Plain("heads", "everything of every branch"),
        Candidate.Plain("base", "nothing applied"),
        Candidate.Plain("+1", "the next one"),
        Candidate.Plain("-1", "the last one"),
        .. files.SelectMany(f => f.Labels).Distinct(StringComparer.Ordinal)
            .Select(l => Candidate.Plain($"{l}@head", $"everything of the branch {l}")),
    ];
}
