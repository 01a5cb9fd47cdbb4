using PgMigrate.Connections;
using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>The server refused a statement of a script: carries its place until somebody decides whether to try again.</summary>
internal sealed class StatementFailure(StatementText text, Exception cause) : Exception(cause.Message, cause)
{
    public Exception Cause { get; } = cause;

    public bool IsLockFailure => ServerErrors.IsLockFailure(Cause);

    /// <summary>The failure as an operator reads it: at file, line and column, with the line and a caret.</summary>
    public PgError ToError(PgConnection target, string revision)
    {
        var error = ServerErrors.ToError(Cause, target);
        var server = ServerErrors.Server(Cause);
        return (error with
        {
            Revision = revision,
            Statement = StatementPreview.Of(text.Text),
            Detail = Join(error.Detail, server?.Where),
        }).At(text, server?.Position ?? 0);
    }

    public PgMigrateException BudgetExhausted(PgConnection target, string revision, Budget budget, IReadOnlyList<PgBlocker> blockers)
    {
        var error = ToError(target, revision);
        return new PgMigrateException(
            error with
            {
                Id = ErrorIds.LockBudgetExhausted,
                Kind = PgErrorKind.Blocked,
                What = string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{revision} could not get its locks in {target.Target}: {budget.Attempt} attempts in {budget.Spent.TotalSeconds:0.#} s."),
                Next = blockers.Count > 0
                    ? "End or wait for the sessions named here, then run the same command again. More time: -LockBudget (--lock-budget)."
                    : "Run the same command again when there is less traffic. More time: -LockBudget (--lock-budget).",
                Blockers = blockers,
            },
            Cause);
    }

    private static string? Join(string? detail, string? where) => where is null ? detail : detail is null ? where : $"{detail}\n    {where}";
}
