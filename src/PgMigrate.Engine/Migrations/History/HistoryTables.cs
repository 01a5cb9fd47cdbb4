using System.Text;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.History;

/// <summary>The quoted, schema-qualified names of the history's tables, so that no search_path can lead astray.</summary>
internal sealed class HistoryTables(string schema)
{
    // NAMEDATALEN - 1: the server cuts longer names off silently, and the history would not be found again.
    private const int MaxBytes = 63;

    public string SchemaName { get; } = IsPossible(schema) ? schema : throw Impossible(schema);

    public string Schema { get; } = SqlIdentifier.Quote(schema);

    public string Version => $"{Schema}.history_version";

    public string Run => $"{Schema}.run";

    public string Applied => $"{Schema}.applied";

    public string Log => $"{Schema}.log";

    public string Journal => $"{Schema}.journal";

    private static bool IsPossible(string schema) =>
        schema.Length > 0 && !schema.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(schema) <= MaxBytes;

    private static PgMigrateException Impossible(string schema) => new(new PgError
    {
        Id = ErrorIds.HistorySchemaInvalid,
        Kind = PgErrorKind.InvalidArgument,
        What = $"The history cannot be in a schema called '{schema.Replace("\0", "\\0", StringComparison.Ordinal)}'.",
        Next = "Give a name of 1 to 63 bytes (UTF-8) with -Schema (--schema).",
    });
}
