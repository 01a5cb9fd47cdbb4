using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets.Completion;

/// <summary>Completes revisions, from the files.</summary>
public class RevisionCompleter : TimedCompleter
{
    private protected override async Task<IReadOnlyList<Candidate>> CandidatesAsync(
        IPgEngine engine, CompletionContext context, CancellationToken cancellationToken)
    {
        var files = await engine.Migrations.ReadFolderAsync(context.MigrationsFolder(engine), cancellationToken).ConfigureAwait(false);
        return [.. files.Where(IsWanted).Select(f => new Candidate(f.Revision, f.ToString(), f.File)), .. Others(files)];
    }

    private protected virtual bool IsWanted(MigrationFile file) => true;

    /// <summary>What can be said in place of a revision.</summary>
    private protected virtual IEnumerable<Candidate> Others(IReadOnlyList<MigrationFile> files) => [];
}
