using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>Statements whose effect is on the session alone: never journalled, and done again when a run is resumed.</summary>
internal static class SessionStatement
{
    public static bool IsOne(ScriptStatement statement) => statement.Verb is
        "SET" or "RESET" or "SET ROLE" or "SET SESSION AUTHORIZATION" or "SET SESSION CHARACTERISTICS" or "LISTEN" or "UNLISTEN"
        or "PREPARE" or "DEALLOCATE" or "LOAD" or "DISCARD" or "DISCARD ALL" or "DISCARD TEMP" or "DISCARD PLANS" or "DISCARD SEQUENCES";

    /// <summary>SELECT set_config(…): a query by its form, a setting by its effect.</summary>
    public static bool SetsConfiguration(ScriptStatement statement) =>
        statement.Verb == "SELECT" && statement.Text.Contains("set_config", StringComparison.OrdinalIgnoreCase);

    /// <summary>CREATE TEMPORARY …: gone with its session.</summary>
    public static bool MakesTemporary(ScriptStatement statement) =>
        statement.Verb.StartsWith("CREATE", StringComparison.Ordinal)
        && statement.Text.Split((char[]?)null, 6, StringSplitOptions.RemoveEmptyEntries).Take(5).Any(word =>
            word.Equals("TEMP", StringComparison.OrdinalIgnoreCase) || word.Equals("TEMPORARY", StringComparison.OrdinalIgnoreCase)
            || word.StartsWith("pg_temp.", StringComparison.OrdinalIgnoreCase));
}
