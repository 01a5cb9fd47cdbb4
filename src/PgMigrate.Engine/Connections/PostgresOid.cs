namespace PgMigrate.Engine.Connections;

/// <summary>Type numbers that are the same in every PostgreSQL (pg_type.dat).</summary>
internal static class PostgresOid
{
    public const uint Boolean = 16;
}
