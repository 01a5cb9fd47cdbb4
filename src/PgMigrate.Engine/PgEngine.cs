using PgMigrate.Connections;
using PgMigrate.Engine.Migrations;
using PgMigrate.Migrations;
using PgMigrate.Sandboxes;
using PgMigrate.Sql;

namespace PgMigrate.Engine;

/// <summary>The rooms under one roof.</summary>
internal sealed class PgEngine(
    IConnectionRoom connections, ISqlRoom sql, IMigrationRoom migrations, ISandboxRoom sandboxes) : IPgEngine
{
    public string Version => ToolVersion.Text;

    public IConnectionRoom Connections => connections;

    public ISqlRoom Sql => sql;

    public IMigrationRoom Migrations => migrations;

    public ISandboxRoom Sandboxes => sandboxes;
}
