using System.Management.Automation;

namespace PgMigrate.Cmdlets.Hosting;

/// <summary>Names as the user gave them, wildcards allowed. None given: every name.</summary>
internal sealed class NameFilter
{
    private readonly WildcardPattern[] patterns;

    private NameFilter(IEnumerable<string> names, WildcardOptions options) =>
        patterns = [.. names.Select(n => new WildcardPattern(n, options | WildcardOptions.CultureInvariant))];

    public static NameFilter Any(IEnumerable<string> names) => new(names, WildcardOptions.IgnoreCase);

    /// <summary>For names of the server, where <c>Users</c> and <c>users</c> are two.</summary>
    public static NameFilter CaseSensitive(IEnumerable<string> names) => new(names, WildcardOptions.None);

    public bool IsMatch(string name) => patterns.Length == 0 || Array.Exists(patterns, p => p.IsMatch(name));
}
