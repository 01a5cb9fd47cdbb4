using System.Management.Automation;
using PgMigrate.Errors;

namespace PgMigrate.Cmdlets.Hosting;

/// <summary>Engine errors as PowerShell shows them. PowerShell appends the cmdlet's class to the id.</summary>
internal static class ErrorRecords
{
    /// <param name="exception">What the engine threw.</param>
    /// <param name="target">What it was about, when the error itself does not say.</param>
    /// <param name="inScript">True when the command stands in a script file.</param>
    public static ErrorRecord From(PgMigrateException exception, object? target, bool inScript)
    {
        var error = exception.Error;
        return new ErrorRecord(exception, error.Id, Category(error.Kind), exception.Partial ?? target ?? error.Database)
        {
            ErrorDetails = inScript && error.Excerpt is not null ? DetailsInScript(error) : Details(error),
        };
    }

    // The view shows the recommended action in a line of its own: once is enough.
    private static ErrorDetails Details(PgError error) =>
        new((error with { Next = "" }).ToString()) { RecommendedAction = error.Next };

    // For commands in scripts PowerShell's concise view joins the message's lines, so that a caret would point at
    // nothing; the recommended action it leaves as it is. The line of SQL goes there.
    private static ErrorDetails DetailsInScript(PgError error)
    {
        var excerpt = (error.Excerpt ?? "").Replace('\t', ' ');
        var caret = error.ExcerptCaret > 0 ? "\n    " + new string(' ', error.ExcerptCaret - 1) + "^" : "";
        return new ErrorDetails((error with { Next = "", Excerpt = null, Statement = null }).ToString())
        {
            RecommendedAction = $"{error.Next}\n    {excerpt}{caret}",
        };
    }

    private static ErrorCategory Category(PgErrorKind kind) => kind switch
    {
        PgErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
        PgErrorKind.InvalidInput => ErrorCategory.InvalidData,
        PgErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        PgErrorKind.Connection => ErrorCategory.ConnectionError,
        PgErrorKind.Permission => ErrorCategory.PermissionDenied,
        PgErrorKind.InvalidState => ErrorCategory.InvalidOperation,
        PgErrorKind.Blocked => ErrorCategory.ResourceBusy,
        PgErrorKind.StatementFailed => ErrorCategory.InvalidResult,
        PgErrorKind.VerificationFailed => ErrorCategory.InvalidResult,
        _ => ErrorCategory.NotSpecified,
    };
}
