namespace PgMigrate.Build;

/// <summary>The work cannot go on: what is wrong, and the command that mends it.</summary>
internal sealed class StopException(string message, int exitCode) : Exception(message)
{
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Missing = 3;

    public int ExitCode { get; } = exitCode;
}
