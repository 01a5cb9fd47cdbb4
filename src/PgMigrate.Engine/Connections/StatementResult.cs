namespace PgMigrate.Engine.Connections;

/// <summary>What a statement of a migration gave.</summary>
/// <param name="RowsAffected">The count of the command tag: rows inserted, changed, deleted, copied or returned; 0 where the tag has none.</param>
/// <param name="ReturnedRows">True when at least one row came back.</param>
/// <param name="AllTrue">Null when no row came back or the first column is not boolean; false when any value of it is false or null.</param>
internal sealed record StatementResult(long RowsAffected, bool ReturnedRows, bool? AllTrue);
