using PgMigrate.Errors;

namespace PgMigrate.Cli;

/// <summary>What the process returns; docs/cli.md and <c>--help</c> say the same.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int StatementFailed = 1;
    public const int Usage = 2;
    public const int Connection = 3;
    public const int Files = 4;
    public const int State = 5;
    public const int Blocked = 6;
    public const int Verification = 7;
    public const int Refused = 8;
    public const int Pending = 10;
    public const int Cancelled = 130;

    public static readonly string HelpText =
        """
        Exit codes:
          0    done, or nothing to do
          1    a statement failed, or a fault of this program
          2    wrong usage: option, argument, target form, name of an environment
          3    no connection, or no right
          4    migration files, their graph or pgmigrate.json are not valid
          5    refused by the state of database or history (changed file, half-done, out of order)
          6    blocked: the lock budget ended, or another run is under way
          7    a verify section or a required condition said no
          8    a confirmation was declined, or could not be asked for
          10   status --check: something is pending
          130  cancelled
        """;

    /// <summary>Ids decide, because they are the public surface; the kind decides for one that is not listed.</summary>
    public static int Of(PgError error) => error.Id switch
    {
        ErrorIds.StatementFailed or ErrorIds.StatementTimeout or ErrorIds.SandboxStartFailed or ErrorIds.ServerBinariesNotFound
            or ErrorIds.EngineNotLoaded or ErrorIds.InternalError => StatementFailed,
        ErrorIds.UsageInvalid or ErrorIds.TargetMissing or ErrorIds.TargetInvalid or ErrorIds.EnvironmentNotFound or ErrorIds.TargetAmbiguous
            or ErrorIds.TargetFormInvalid or ErrorIds.TargetOutOfRange or ErrorIds.HistorySchemaInvalid or ErrorIds.RevisionUnknown or ErrorIds.RunNotFound
            or ErrorIds.VariableInvalid or ErrorIds.TemplateUnknown or ErrorIds.TemplateArgument
            or ErrorIds.SandboxNotFound => Usage,
        ErrorIds.ServerUnreachable or ErrorIds.ServerStarting or ErrorIds.DatabaseNotFound or ErrorIds.LoginFailed
            or ErrorIds.TokenFailed or ErrorIds.TooManyConnections or ErrorIds.ServerVersionUnsupported
            or ErrorIds.TransactionPooling or ErrorIds.DatabaseReadOnly or ErrorIds.ConnectionLost
            or ErrorIds.ConnectionClosed or ErrorIds.PermissionDenied => Connection,
        ErrorIds.EnvironmentFileInvalid or ErrorIds.UnterminatedQuote or ErrorIds.UnterminatedComment
            or ErrorIds.UnbalancedParenthesis or ErrorIds.CopyDataUnterminated or ErrorIds.MetaCommandRefused
            or ErrorIds.FileNotUtf8 or ErrorIds.VariableUndeclared or ErrorIds.TransactionControlRefused
            or ErrorIds.FolderNotFound or ErrorIds.FolderEmpty or ErrorIds.FolderUnreadable or ErrorIds.FileNameInvalid
            or ErrorIds.DirectiveUnknown or ErrorIds.DirectiveInvalid or ErrorIds.SectionInvalid
            or ErrorIds.RevisionDuplicate or ErrorIds.ReverseWithoutForward or ErrorIds.ParentUnknown
            or ErrorIds.GraphCycle or ErrorIds.SeveralHeads or ErrorIds.MergeUnneeded or ErrorIds.ReverseMissing
            or ErrorIds.FileExists or ErrorIds.FileNotWritable or ErrorIds.TransactionLeftOpen => Files,
        ErrorIds.FileChanged or ErrorIds.FileMissing or ErrorIds.OutOfOrder or ErrorIds.HalfDone or ErrorIds.HistoryNewer
            or ErrorIds.HistoryDamaged or ErrorIds.NotApplied or ErrorIds.PlanOutdated or ErrorIds.EffectUnknown
            or ErrorIds.IndexInvalid or ErrorIds.RunFollowed => State,
        ErrorIds.RunLockTimeout or ErrorIds.LockBudgetExhausted => Blocked,
        ErrorIds.VerifyFailed or ErrorIds.RequirementFailed => Verification,
        ErrorIds.ConfirmationImpossible or ErrorIds.Cancelled => Refused,
        _ => OfKind(error.Kind),
    };

    private static int OfKind(PgErrorKind kind) => kind switch
    {
        PgErrorKind.InvalidArgument or PgErrorKind.NotFound => Usage,
        PgErrorKind.Connection or PgErrorKind.Permission => Connection,
        PgErrorKind.InvalidInput => Files,
        PgErrorKind.InvalidState => State,
        PgErrorKind.Blocked => Blocked,
        PgErrorKind.VerificationFailed => Verification,
        _ => StatementFailed,
    };
}
