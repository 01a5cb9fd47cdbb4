using System.Management.Automation;
using PgMigrate.Errors;

namespace PgMigrate.Cmdlets.Hosting;

/// <summary>Engine errors as PowerShell shows them. PowerShell appends the cmdlet's class to the id.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(PgMigrateException exception, object? target)
    {
        var error = exception.Error;
        return new ErrorRecord(exception, error.Id, Category(error.Kind), exception.Partial ?? target ?? error.Database)
        {
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = error.Next },
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
