using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations;
using PgMigrate.Engine.Sandboxes;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine;

/// <summary>Makes the engine; the one public class of this assembly, activated by name through <see cref="IPgEngineFactory"/>.</summary>
public sealed class EngineFactory : IPgEngineFactory
{
    /// <inheritdoc/>
    public IPgEngine Create() => new PgEngine(new ConnectionRoom(), new SqlRoom(), new MigrationRoom(), new SandboxRoom());
}
