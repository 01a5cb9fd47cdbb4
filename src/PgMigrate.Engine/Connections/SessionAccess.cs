namespace PgMigrate.Engine.Connections;

/// <summary>What a session may do; the server holds it to that.</summary>
internal enum SessionAccess
{
    /// <summary>
    /// Every command is a READ ONLY transaction of its own, with short time limits. Nothing is set for the session, so
    /// that a transaction pooler's other clients never inherit it; so nothing lasts from one command to the next either.
    /// </summary>
    ReadOnly,

    /// <summary>A real session without time limits of its own; refused where a transaction pooler is in between.</summary>
    Write,
}
