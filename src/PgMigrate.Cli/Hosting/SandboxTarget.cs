using PgMigrate.Connections;
using PgMigrate.Errors;

namespace PgMigrate.Cli.Hosting;

/// <summary>A sandbox as a target. Its password is known to the engine alone, so no connection string could name it.</summary>
internal static class SandboxTarget
{
    public static async Task<PgConnection> FindAsync(string id, CommandHost host, CancellationToken cancellationToken)
    {
        var sandboxes = await host.Engine.Sandboxes.GetAsync(host.Events, cancellationToken);
        var found = sandboxes.FirstOrDefault(sandbox => sandbox.Id == id);
        return found?.Connection ?? throw new PgMigrateException(new PgError
        {
            Id = ErrorIds.SandboxNotFound,
            Kind = PgErrorKind.NotFound,
            What = found is null ? $"There is no sandbox '{id}'." : $"The sandbox '{id}' is not running any more.",
            Next = "see what runs with pgmigrate sandbox list, or start one with pgmigrate sandbox start",
        });
    }
}
