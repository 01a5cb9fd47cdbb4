namespace PgMigrate.Engine;

/// <summary>Makes the engine; the one public class of this assembly, activated by name through <see cref="IPgEngineFactory"/>.</summary>
public sealed class EngineFactory : IPgEngineFactory
{
    /// <inheritdoc/>
    public IPgEngine Create() =>
        throw new NotSupportedException("The rooms are not wired yet: new PgEngine(connections, sql, migrations, sandboxes).");
}
