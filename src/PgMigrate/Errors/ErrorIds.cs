namespace PgMigrate.Errors;

/// <summary>
/// Every error and warning id. The constant's name is its value; docs/errors.md has a section for each, and a test
/// keeps the two in step.
/// </summary>
public static class ErrorIds
{
    // Connections
    public const string TargetMissing = nameof(TargetMissing);
    public const string TargetInvalid = nameof(TargetInvalid);
    public const string EnvironmentNotFound = nameof(EnvironmentNotFound);
    public const string EnvironmentFileInvalid = nameof(EnvironmentFileInvalid);
    public const string ServerUnreachable = nameof(ServerUnreachable);
    public const string ServerStarting = nameof(ServerStarting);
    public const string DatabaseNotFound = nameof(DatabaseNotFound);
    public const string LoginFailed = nameof(LoginFailed);
    public const string TokenFailed = nameof(TokenFailed);
    public const string PasswordFileIgnored = nameof(PasswordFileIgnored);
    public const string TooManyConnections = nameof(TooManyConnections);
    public const string ServerVersionUnsupported = nameof(ServerVersionUnsupported);
    public const string TransactionPooling = nameof(TransactionPooling);
    public const string DatabaseReadOnly = nameof(DatabaseReadOnly);
    public const string ConnectionLost = nameof(ConnectionLost);
    public const string ConnectionClosed = nameof(ConnectionClosed);
    public const string PermissionDenied = nameof(PermissionDenied);

    // Sql
    public const string UnterminatedQuote = nameof(UnterminatedQuote);
    public const string UnterminatedComment = nameof(UnterminatedComment);
    public const string UnbalancedParenthesis = nameof(UnbalancedParenthesis);
    public const string CopyDataUnterminated = nameof(CopyDataUnterminated);
    public const string MetaCommandRefused = nameof(MetaCommandRefused);
    public const string FileNotUtf8 = nameof(FileNotUtf8);
    public const string VariableUndeclared = nameof(VariableUndeclared);
    public const string VariableInvalid = nameof(VariableInvalid);
    public const string TransactionControlRefused = nameof(TransactionControlRefused);

    // Migrations: files
    public const string FolderNotFound = nameof(FolderNotFound);
    public const string FolderEmpty = nameof(FolderEmpty);
    public const string FolderUnreadable = nameof(FolderUnreadable);
    public const string FileNameInvalid = nameof(FileNameInvalid);
    public const string DirectiveUnknown = nameof(DirectiveUnknown);
    public const string DirectiveInvalid = nameof(DirectiveInvalid);
    public const string SectionInvalid = nameof(SectionInvalid);
    public const string RevisionDuplicate = nameof(RevisionDuplicate);
    public const string ReverseWithoutForward = nameof(ReverseWithoutForward);

    // Migrations: graph and targets
    public const string RevisionUnknown = nameof(RevisionUnknown);
    public const string ParentUnknown = nameof(ParentUnknown);
    public const string GraphCycle = nameof(GraphCycle);
    public const string SeveralHeads = nameof(SeveralHeads);
    public const string TargetAmbiguous = nameof(TargetAmbiguous);
    public const string TargetFormInvalid = nameof(TargetFormInvalid);
    public const string TargetOutOfRange = nameof(TargetOutOfRange);
    public const string MergeUnneeded = nameof(MergeUnneeded);

    // Migrations: state
    public const string FileChanged = nameof(FileChanged);
    public const string FileMissing = nameof(FileMissing);
    public const string OutOfOrder = nameof(OutOfOrder);
    public const string ReverseMissing = nameof(ReverseMissing);
    public const string HalfDone = nameof(HalfDone);
    public const string HistoryNewer = nameof(HistoryNewer);
    public const string HistoryDamaged = nameof(HistoryDamaged);
    public const string HistorySchemaInvalid = nameof(HistorySchemaInvalid);
    public const string RunNotFound = nameof(RunNotFound);
    public const string RunFollowed = nameof(RunFollowed);
    public const string NotApplied = nameof(NotApplied);
    public const string PlanOutdated = nameof(PlanOutdated);

    // Migrations: running
    public const string RunLockTimeout = nameof(RunLockTimeout);
    public const string LockBudgetExhausted = nameof(LockBudgetExhausted);
    public const string StatementFailed = nameof(StatementFailed);
    public const string StatementTimeout = nameof(StatementTimeout);
    public const string TransactionLeftOpen = nameof(TransactionLeftOpen);
    public const string RequirementFailed = nameof(RequirementFailed);
    public const string VerifyFailed = nameof(VerifyFailed);
    public const string IndexInvalid = nameof(IndexInvalid);
    public const string EffectUnknown = nameof(EffectUnknown);

    // Migrations: writing files
    public const string TemplateUnknown = nameof(TemplateUnknown);
    public const string TemplateArgument = nameof(TemplateArgument);
    public const string FileExists = nameof(FileExists);
    public const string FileNotWritable = nameof(FileNotWritable);

    // Sandboxes
    public const string ServerBinariesNotFound = nameof(ServerBinariesNotFound);
    public const string SandboxStartFailed = nameof(SandboxStartFailed);
    public const string SandboxNotFound = nameof(SandboxNotFound);

    // Hosts
    public const string UsageInvalid = nameof(UsageInvalid);
    public const string ConfirmationImpossible = nameof(ConfirmationImpossible);
    public const string Cancelled = nameof(Cancelled);
    public const string EngineNotLoaded = nameof(EngineNotLoaded);
    public const string InternalError = nameof(InternalError);
}
