namespace PgMigrate.Engine.Migrations.Files;

/// <summary>How much text of a folder stays in memory between reading and running; what goes beyond is read again from its file.</summary>
internal sealed class TextAllowance(long bytes = 16 * 1024 * 1024)
{
    private long left = bytes;

    /// <summary>True when a text of so many bytes may be kept.</summary>
    public bool Take(int size) => Interlocked.Add(ref left, -size) >= 0;
}
