namespace PgMigrate.Engine.Connections;

/// <summary>
/// Goes before every command of a read-only session, in the same round trip and thus in the same implicit transaction. It sets
/// nothing beyond that transaction: a SET for the session would, through a transaction pooler, turn the next client read only.
/// </summary>
internal static class ReadOnlyPreamble
{
    // Short limits: looking at a database must never become what somebody else waits for. Compiling costs more than it brings here.
    public static SqlCommandText Command { get; } = new(
        """
        SELECT set_config('transaction_read_only', 'on', true), set_config('statement_timeout', '60s', true),
               set_config('lock_timeout', '2s', true), set_config('jit', 'off', true)
        """);
}
