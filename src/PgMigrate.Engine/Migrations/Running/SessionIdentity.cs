using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// Writes the history as the role that logged in, and by names that nothing can shadow, whatever the script has done to its
/// session with SET ROLE, SET SESSION AUTHORIZATION, default_transaction_read_only or search_path. All of it is LOCAL: once
/// the transaction has ended, the script finds its session as it left it.
/// </summary>
internal sealed class SessionIdentity
{
    private bool authorizationChanged;

    /// <summary>To go between a script's statements and the history's commands in one transaction.</summary>
    // Deferred constraints are checked first: at COMMIT their triggers would run with our role and path instead of the script's.
    public IReadOnlyList<SqlCommandText> TakeOver => [new("SET CONSTRAINTS ALL IMMEDIATE"), .. Assume];

    /// <summary>To go before the history's commands.</summary>
    // SET LOCAL SESSION AUTHORIZATION only where it is needed: up to the minor releases of November 2024 a role that was set
    // before does not come back after it.
    private IReadOnlyList<SqlCommandText> Assume => authorizationChanged
        ? [new("SET LOCAL SESSION AUTHORIZATION DEFAULT"), .. RoleAndPath]
        : RoleAndPath;

    private static IReadOnlyList<SqlCommandText> RoleAndPath { get; } =
        [new("SET LOCAL role TO DEFAULT"), new("SET LOCAL search_path = pg_catalog, pg_temp")];

    /// <summary>A statement of a script has run.</summary>
    public void Saw(ScriptStatement statement) => authorizationChanged = authorizationChanged
        || statement.Verb == "SET SESSION AUTHORIZATION"
        || (statement.TouchesSession && statement.Text.Contains("session_authorization", StringComparison.OrdinalIgnoreCase));

    /// <summary>The session is as it was after the login.</summary>
    public void Forget() => authorizationChanged = false;

    /// <summary>Runs commands of the history in a transaction of their own, where none is open.</summary>
    public async Task WriteAsync(PgSession worker, IReadOnlyList<SqlCommandText> commands, CancellationToken cancellationToken)
    {
        try
        {
            await worker.ExecuteBatchAsync(
                [new("BEGIN READ WRITE"), .. Assume, .. commands, new("COMMIT")], syncAfterEach: false, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await Rollback.TryAsync(worker).ConfigureAwait(false);
            throw;
        }
    }
}
