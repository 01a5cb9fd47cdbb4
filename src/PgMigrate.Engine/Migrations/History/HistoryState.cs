namespace PgMigrate.Engine.Migrations.History;

/// <summary>A row of the table applied.</summary>
internal sealed record AppliedMigration(
    string Revision,
    string Name,
    bool Repeatable,
    string Checksum,
    IReadOnlyList<string> Parents,
    DateTimeOffset AppliedAt,
    string AppliedBy,
    Guid RunId,
    TimeSpan Duration,
    bool Stamped,
    bool? Verified);

/// <summary>A row of the table journal.</summary>
internal sealed record JournalLine(string Revision, bool Down, int Statement, string Hash, string Verb, bool Done, string? Detail);

/// <summary>The history of one database as it was read.</summary>
internal sealed record HistoryState(
    int Version,
    bool SchemaExists,
    IReadOnlyDictionary<string, AppliedMigration> Applied,
    IReadOnlyList<JournalLine> Journal)
{
    public bool NeedsUpgrade => Version < HistorySchema.CurrentVersion;

    /// <summary>The revisions that are half-done, with their direction.</summary>
    public IReadOnlyList<(string Revision, bool Down)> HalfDone =>
        [.. Journal.Select(line => (line.Revision, line.Down)).Distinct()];

    public IReadOnlyList<JournalLine> JournalOf(string revision, bool down) =>
        [.. Journal.Where(line => line.Revision == revision && line.Down == down)];
}
