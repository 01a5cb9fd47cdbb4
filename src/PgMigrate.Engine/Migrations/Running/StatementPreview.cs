namespace PgMigrate.Engine.Migrations.Running;

/// <summary>A statement on one line, short enough for a message.</summary>
internal static class StatementPreview
{
    private const int Longest = 160;

    public static string Of(string sql)
    {
        var line = string.Join(' ', (sql.Length > 4 * Longest ? sql[..(4 * Longest)] : sql).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest), " …");
    }
}
