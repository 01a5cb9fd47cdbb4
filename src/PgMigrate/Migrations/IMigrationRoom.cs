using PgMigrate.Connections;
using PgMigrate.Events;

namespace PgMigrate.Migrations;

/// <summary>
/// Files, revision graph, history, planner, runner. Every Plan method reads only, on a session that the server itself
/// holds to be read only; <see cref="RunAsync"/> and the two Write methods are the only ones that change anything.
/// </summary>
public interface IMigrationRoom
{
    /// <summary>The migrations of a folder in the order in which they would be applied, repeatables last; needs no server.</summary>
    /// <exception cref="Errors.PgMigrateException">FolderNotFound, FolderEmpty, FolderUnreadable, FileNameInvalid, DirectiveUnknown, DirectiveInvalid, SectionInvalid, RevisionDuplicate, ParentUnknown, GraphCycle, FileNotUtf8.</exception>
    Task<IReadOnlyList<MigrationFile>> ReadFolderAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// Every migration with its state, in order, those missing from the folder included. Without a connection every
    /// state is <see cref="MigrationState.Unknown"/>. A database without a history is one where all is pending.
    /// </summary>
    Task<IReadOnlyList<MigrationStatus>> GetStatusAsync(
        PgConnection? connection, MigrationFolder folder, IEngineEvents events, CancellationToken cancellationToken);

    /// <summary>The log, newest first; empty when there is no history.</summary>
    /// <param name="limit">At most so many lines; 0 for all.</param>
    Task<IReadOnlyList<MigrationHistoryEntry>> GetHistoryAsync(
        PgConnection connection, string schema, int limit, IEngineEvents events, CancellationToken cancellationToken);

    Task<MigrationPlan> PlanUpAsync(PgConnection connection, UpOptions options, IEngineEvents events, CancellationToken cancellationToken);

    Task<MigrationPlan> PlanDownAsync(PgConnection connection, DownOptions options, IEngineEvents events, CancellationToken cancellationToken);

    Task<MigrationPlan> PlanStampAsync(PgConnection connection, StampOptions options, IEngineEvents events, CancellationToken cancellationToken);

    /// <summary>An empty plan when nothing needs a repair.</summary>
    Task<MigrationPlan> PlanRepairAsync(PgConnection connection, RepairOptions options, IEngineEvents events, CancellationToken cancellationToken);

    /// <summary>
    /// Carries the plan out, alone: it takes the run lock, looks again, and does what is still to be done of the plan,
    /// never more. On failure the exception's <see cref="Errors.PgMigrateException.Partial"/> holds the run so far.
    /// </summary>
    /// <param name="plan">One of this engine's plans.</param>
    /// <exception cref="Errors.PgMigrateException">RunLockTimeout, PlanOutdated, LockBudgetExhausted, StatementFailed, StatementTimeout, RequirementFailed, VerifyFailed, IndexInvalid, EffectUnknown, TransactionLeftOpen, ConnectionLost, PermissionDenied, DatabaseReadOnly, TransactionPooling.</exception>
    /// <exception cref="OperationCanceledException">After the server has been told to cancel and has answered.</exception>
    Task<MigrationRun> RunAsync(MigrationPlan plan, IEngineEvents events, CancellationToken cancellationToken);

    /// <summary>The templates, by name.</summary>
    IReadOnlyList<MigrationTemplate> GetTemplates();

    /// <summary>The files that a new migration would consist of.</summary>
    /// <exception cref="Errors.PgMigrateException">TemplateUnknown, TemplateArgument, FileExists, SeveralHeads, RevisionUnknown, and what reading the folder throws.</exception>
    Task<IReadOnlyList<PlannedFile>> PlanNewAsync(NewMigrationOptions options, CancellationToken cancellationToken);

    /// <summary>The file of a merge of heads.</summary>
    /// <exception cref="Errors.PgMigrateException">MergeUnneeded, and what reading the folder throws.</exception>
    Task<IReadOnlyList<PlannedFile>> PlanMergeAsync(MergeOptions options, CancellationToken cancellationToken);

    /// <summary>Writes the files, never over an existing one; when one cannot be written none is left.</summary>
    /// <exception cref="Errors.PgMigrateException">FileExists, FileNotWritable.</exception>
    Task WriteFilesAsync(IReadOnlyList<PlannedFile> files, CancellationToken cancellationToken);
}
