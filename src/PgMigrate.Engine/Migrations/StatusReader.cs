using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations;

/// <summary>Says of each migration where it stands.</summary>
internal static class StatusReader
{
    private static readonly HistoryState Empty = new(0, false, new Dictionary<string, AppliedMigration>(), []);

    /// <param name="graph">The folder.</param>
    /// <param name="history">Null when no database was asked.</param>
    /// <param name="database">As <c>host:port/database</c>.</param>
    public static IReadOnlyList<MigrationStatus> Read(RevisionGraph graph, HistoryState? history, string? database)
    {
        var view = new AppliedView(graph, history ?? Empty, database ?? "");
        var late = UpPlanner.OutOfOrder(view).ToHashSet();
        var current = view.Current.ToHashSet(StringComparer.Ordinal);
        var half = view.History.Journal.ToLookup(line => line.Revision, StringComparer.Ordinal);

        var statuses = graph.Nodes.Select(node =>
        {
            var applied = view.History.Applied.GetValueOrDefault(node.Revision);
            var state = history is null ? MigrationState.Unknown
                : half.Contains(node.Revision) ? MigrationState.HalfDone
                : applied is null ? late.Contains(node) ? MigrationState.OutOfOrder : MigrationState.Pending
                : applied.Checksum == node.Source.File.Checksum ? MigrationState.Applied
                : MigrationState.Changed;
            return Status(node.Source.File with { Parents = [.. node.Parents.Select(p => p.Revision)] }, state, applied, database) with
            {
                IsHead = node.Children.Count == 0,
                IsCurrent = current.Contains(node.Revision),
                StatementsDone = state == MigrationState.HalfDone ? half[node.Revision].Count(line => line.Done) : null,
            };
        }).ToList();
        statuses.AddRange(graph.Repeatables.Select(source =>
        {
            var applied = view.History.Applied.GetValueOrDefault(source.Revision);
            var state = history is null ? MigrationState.Unknown
                : half.Contains(source.Revision) ? MigrationState.HalfDone
                : applied is null ? MigrationState.Pending
                : UpPlanner.IsDue(source, view.History) ? MigrationState.Changed
                : MigrationState.Applied;
            return Status(source.File, state, applied, database);
        }));
        statuses.AddRange(view.Missing.Select(m => new MigrationStatus
        {
            Revision = m.Revision,
            Name = m.Name,
            State = MigrationState.Missing,
            IsCurrent = current.Contains(m.Revision),
            AppliedAt = m.AppliedAt,
            AppliedBy = m.AppliedBy,
            Duration = m.Duration,
            RunId = m.RunId,
            Stamped = m.Stamped,
            Verified = m.Verified,
            AppliedChecksum = m.Checksum,
            Parents = m.Parents,
            Database = database,
        }));
        return statuses;
    }

    private static MigrationStatus Status(MigrationFile file, MigrationState state, AppliedMigration? applied, string? database) => new()
    {
        Revision = file.Revision,
        Name = file.Name,
        State = state,
        AppliedAt = applied?.AppliedAt,
        AppliedBy = applied?.AppliedBy,
        Duration = applied?.Duration,
        RunId = applied?.RunId,
        Stamped = applied?.Stamped ?? false,
        Verified = applied?.Verified,
        HasReverse = file.ReverseFile is not null,
        HasVerify = file.VerifyFile is not null,
        AppliedChecksum = applied?.Checksum,
        File = file,
        Parents = file.Parents,
        Labels = file.Labels,
        Database = database,
    };
}
