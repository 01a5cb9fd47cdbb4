namespace PgMigrate.Engine.Connections;

/// <summary>One command of several failed.</summary>
/// <param name="index">Which, from 0.</param>
/// <param name="cause">What the driver threw.</param>
internal sealed class BatchFailure(int index, Exception cause) : Exception(cause.Message, cause)
{
    public int Index { get; } = index;

    public Exception Cause { get; } = cause;
}
