namespace PgMigrate.Build;

/// <summary>Environment variables for children.</summary>
internal static class Variables
{
    public static IReadOnlyDictionary<string, string?> With(
        this IReadOnlyDictionary<string, string?> first, IReadOnlyDictionary<string, string?> second)
    {
        var both = new Dictionary<string, string?>(first, StringComparer.Ordinal);
        foreach (var (name, value) in second)
        {
            both[name] = value;
        }

        return both;
    }
}
