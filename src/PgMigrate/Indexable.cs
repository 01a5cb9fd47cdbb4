namespace PgMigrate;

/// <summary>
/// Lists that PowerShell can index. A collection expression for an interface makes a type whose indexer is explicit; for
/// that, PowerShell answers <c>$run.Steps[0]</c> with the whole list. An array it understands, from both ends.
/// </summary>
internal static class Indexable
{
    public static IReadOnlyList<T> Array<T>(IReadOnlyList<T> list) => list as T[] ?? list.ToArray();
}
