using System.Management.Automation;
using PgMigrate.Errors;

namespace PgMigrate.Cmdlets.Migrations;

/// <summary>A migrations folder as the user names it, seen from PowerShell's location and never from the process's.</summary>
internal static class FolderPath
{
    public const string Default = "./migrations";

    /// <summary>The full path; the folder need not exist.</summary>
    public static string Resolve(PSCmdlet cmdlet, string? path, string? literalPath, string? fallback)
    {
        if (literalPath is not null)
        {
            return path is null
                ? FromLiteral(cmdlet, literalPath)
                : throw Invalid("-Path and -LiteralPath were both given.", "Give only one of them.");
        }

        if (path is null)
        {
            return FromLiteral(cmdlet, fallback ?? Default);
        }

        return WildcardPattern.ContainsWildcardCharacters(path) ? FromPattern(cmdlet, path) : FromLiteral(cmdlet, path);
    }

    private static string FromPattern(PSCmdlet cmdlet, string pattern)
    {
        var found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(pattern, out var provider);
        MustBeFileSystem(provider, pattern);
        return found.Count switch
        {
            0 => FromLiteral(cmdlet, pattern),
            1 => found[0],
            _ => throw Invalid(
                $"-Path '{pattern}' stands for {found.Count} folders: {string.Join(", ", found.Take(5))}.",
                "Name one folder; -LiteralPath takes a name with brackets as it is written."),
        };
    }

    private static string FromLiteral(PSCmdlet cmdlet, string path)
    {
        var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        MustBeFileSystem(provider, path);
        return full;
    }

    private static void MustBeFileSystem(ProviderInfo provider, string path)
    {
        if (!string.Equals(provider.Name, "FileSystem", StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid($"'{path}' is a path of the provider {provider.Name}, not of the file system.", "Change to a folder, or give -Path as a full path.");
        }
    }

    private static PgMigrateException Invalid(string what, string next) => new(new PgError
    {
        Id = ErrorIds.FolderNotFound,
        Kind = PgErrorKind.InvalidArgument,
        What = what,
        Next = next,
    });
}
