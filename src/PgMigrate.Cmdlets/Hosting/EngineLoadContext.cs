using System.Reflection;
using System.Runtime.Loader;

namespace PgMigrate.Cmdlets.Hosting;

/// <summary>
/// Holds the engine and its packages. The contracts come from where the cmdlets have them, because types are equal only
/// when they come from the same load; what the shared framework has comes from there, and all else from the folder.
/// </summary>
internal sealed class EngineLoadContext : AssemblyLoadContext
{
    public const string EngineFile = "PgMigrate.Engine.dll";

    private const string ContextName = "PgMigrate.Engine";
    private static readonly Assembly Contracts = typeof(IPgEngine).Assembly;
    private readonly string folder;

    // Not collectible: Npgsql's timers and pools keep it alive anyway, and collectible contexts run slower code.
    private EngineLoadContext(string folder)
        : base(ContextName, isCollectible: false)
        => this.folder = folder;

    /// <summary>The context on that folder; a load that failed half-way is taken up again, never doubled.</summary>
    public static EngineLoadContext For(string folder) =>
        All.OfType<EngineLoadContext>().FirstOrDefault(c => string.Equals(c.folder, folder, StringComparison.Ordinal))
        ?? new EngineLoadContext(folder);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { Length: > 0 } name)
        {
            return null;
        }

        if (string.Equals(name, Contracts.GetName().Name, StringComparison.OrdinalIgnoreCase))
        {
            return Contracts;
        }

        return FromFramework(assemblyName) ?? FromFolder(name);
    }

    // One file of the folder is of the framework's kin: System.Diagnostics.DiagnosticSource, which Npgsql wants newer than
    // .NET 8 has it. Where the framework's is new enough it has to be that one, or no listener would hear Npgsql's traces.
    // Other modules do not put assemblies named System.* of their own making into the default context.
    private static Assembly? FromFramework(AssemblyName assemblyName)
    {
        if (assemblyName.Name?.StartsWith("System.", StringComparison.Ordinal) != true)
        {
            return null;
        }

        try
        {
            return Default.LoadFromAssemblyName(assemblyName);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException)
        {
            return null;
        }
    }

    private Assembly? FromFolder(string name)
    {
        var file = Path.Combine(folder, name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
