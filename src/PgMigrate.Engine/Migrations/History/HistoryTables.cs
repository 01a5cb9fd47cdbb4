using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.History;

/// <summary>The quoted, schema-qualified names of the history's tables, so that no search_path can lead astray.</summary>
internal sealed class HistoryTables(string schema)
{
    public string SchemaName { get; } = schema;

    public string Schema { get; } = SqlIdentifier.Quote(schema);

    public string Version => $"{Schema}.history_version";

    public string Run => $"{Schema}.run";

    public string Applied => $"{Schema}.applied";

    public string Log => $"{Schema}.log";

    public string Journal => $"{Schema}.journal";
}
