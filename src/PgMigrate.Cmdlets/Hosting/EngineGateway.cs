using PgMigrate.Errors;

namespace PgMigrate.Cmdlets.Hosting;

/// <summary>
/// The process's one engine. It lives in a load context of its own, so that Npgsql and what it brings never meet the
/// versions that other modules have loaded. Importing the module again finds the same engine.
/// </summary>
internal static class EngineGateway
{
    private const string FactoryType = "PgMigrate.Engine.EngineFactory";

    private static readonly object Gate = new();
    private static volatile IPgEngine? engine;

    /// <exception cref="PgMigrateException">EngineNotLoaded.</exception>
    public static IPgEngine Engine
    {
        get
        {
            if (engine is { } loaded)
            {
                return loaded;
            }

            // A lock instead of a Lazy: a Lazy keeps its first failure for the life of the process, also after the
            // operator has put the missing file back.
            lock (Gate)
            {
                return engine ??= Load(FolderBesideThisAssembly());
            }
        }
    }

    private static string FolderBesideThisAssembly() =>
        Path.Combine(Path.GetDirectoryName(typeof(EngineGateway).Assembly.Location) ?? "", "engine");

    private static IPgEngine Load(string folder)
    {
        try
        {
            var context = EngineLoadContext.For(folder);
            var assembly = context.LoadFromAssemblyPath(Path.Combine(folder, EngineLoadContext.EngineFile));
            var type = assembly.GetType(FactoryType, throwOnError: true)!;
            return ((IPgEngineFactory)Activator.CreateInstance(type)!).Create();
        }
        catch (Exception e) when (e is not PgMigrateException)
        {
            throw new PgMigrateException(
                new PgError
                {
                    Id = ErrorIds.EngineNotLoaded,
                    Kind = PgErrorKind.Internal,
                    What = $"The engine in '{folder}' could not be loaded: {e.Message}",
                    Next = "Install the module again, or build the checkout (dotnet build PgMigrate.sln); then start a new PowerShell "
                        + "session. Two versions of the module cannot share a process.",
                },
                e);
        }
    }
}
