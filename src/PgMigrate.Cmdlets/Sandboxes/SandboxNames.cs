using System.Management.Automation;
using PgMigrate.Errors;
using PgMigrate.Sandboxes;

namespace PgMigrate.Cmdlets.Sandboxes;

/// <summary>Sandbox ids as the user gave them, against the sandboxes that there are.</summary>
internal static class SandboxNames
{
    /// <summary>The ids without wildcards that no sandbox has.</summary>
    public static IEnumerable<string> Missing(IEnumerable<string> ids, IReadOnlyList<PgSandbox> sandboxes) =>
        ids.Where(id => !WildcardPattern.ContainsWildcardCharacters(id)
            && !sandboxes.Any(s => string.Equals(s.Id, id, StringComparison.OrdinalIgnoreCase)));

    public static PgMigrateException NotFound(string id) => new(new PgError
    {
        Id = ErrorIds.SandboxNotFound,
        Kind = PgErrorKind.NotFound,
        What = $"There is no sandbox '{id}' of this user on this machine.",
        Next = "Get-PgSandbox lists them.",
    });
}
