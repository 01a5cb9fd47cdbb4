using System.Management.Automation;
using PgMigrate.Cmdlets.Hosting;

namespace PgMigrate.Cmdlets.Migrations;

/// <summary>Where the search for <c>pgmigrate.json</c> starts.</summary>
internal static class EnvironmentFolder
{
    /// <summary>
    /// PowerShell's location; or the migrations folder that was named, when the environment is found from there and not from here.
    /// </summary>
    public static string For(PSCmdlet cmdlet, string? environment, string? path, string? literalPath)
    {
        var here = cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        if (environment is null || (path is null && literalPath is null) || Knows(here, environment))
        {
            return here;
        }

        var folder = FolderPath.Resolve(cmdlet, path, literalPath, fallback: null);
        return Knows(folder, environment) ? folder : here;
    }

    private static bool Knows(string folder, string environment) =>
        EngineGateway.Engine.Connections.GetEnvironments(folder)
            .Any(e => string.Equals(e.Name, environment, StringComparison.OrdinalIgnoreCase));
}
