using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>
/// Follows the BEGIN and COMMIT of a script. Balanced ones are fine: the runner's transaction takes their place, or, where
/// statements run one by one, they hold a group together. Anything else would open or close the runner's own.
/// </summary>
internal sealed class TransactionBlocks
{
    private StatementText? open;
    private StatementText? withModes;
    private int statements;
    private bool closedBeforeEnd;

    /// <summary>The text of a BEGIN with modes (ISOLATION LEVEL …) that spans the whole script.</summary>
    public string? Opening => withModes?.Text;

    public bool IsOpen => open is not null;

    public void Add(StatementText statement)
    {
        statements++;
        closedBeforeEnd = closedBeforeEnd || (withModes is not null && open is null);
        switch (statement.Sent.Transaction)
        {
            case StatementTransaction.Controls:
                Control(statement);
                break;
            case StatementTransaction.Refused or StatementTransaction.ManagesItsOwn when open is not null:
                throw Refused(
                    statement,
                    $"{statement.Sent.Verb} stands between BEGIN and COMMIT, where the server refuses it.",
                    "Take it out of the block, or remove BEGIN and COMMIT: each statement is then run as it needs to be.");
        }
    }

    public void End()
    {
        if (open is not null)
        {
            throw Refused(open, "The transaction that is begun here is never committed.", "Remove the BEGIN: a migration runs in a transaction by itself.");
        }

        if (withModes is not null && closedBeforeEnd)
        {
            throw Refused(
                withModes, "A BEGIN with modes must span the whole script.",
                "Put COMMIT at the end, or use SET TRANSACTION as the first statement.");
        }
    }

    public static PgMigrateException Refused(StatementText statement, string what, string next) => new(new PgError
    {
        Id = ErrorIds.TransactionControlRefused,
        Kind = PgErrorKind.InvalidInput,
        What = what,
        Next = next,
    }.At(statement));

    private void Control(StatementText statement)
    {
        var words = statement.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        switch (statement.Sent.Verb)
        {
            case "BEGIN" or "START TRANSACTION":
                if (open is not null)
                {
                    throw Refused(statement, "A transaction is begun inside another one.", "Remove this BEGIN, or commit the block before it.");
                }

                open = statement;
                if (words.Any(word => word.ToUpperInvariant() is "ISOLATION" or "READ" or "DEFERRABLE" or "NOT"))
                {
                    withModes = statements == 1
                        ? statement
                        : throw Refused(statement, "A BEGIN with modes must be the first statement.", "Use it as the first statement, or leave the modes out.");
                }

                break;
            case "COMMIT" or "END" when open is not null && !words.Any(word => word.Equals("CHAIN", StringComparison.OrdinalIgnoreCase)):
                open = null;
                break;
            case "COMMIT" or "END":
                throw Refused(
                    statement,
                    open is null ? $"{statement.Sent.Verb} ends a transaction that the script did not begin: the migration's own." : "COMMIT AND CHAIN leaves a transaction open.",
                    "Remove it. A migration is committed together with its line in the history.");
            default:
                throw Refused(
                    statement,
                    $"{statement.Sent.Verb} would end the migration's own transaction.",
                    "Remove it. To go back in part, use SAVEPOINT and ROLLBACK TO SAVEPOINT.");
        }
    }
}
