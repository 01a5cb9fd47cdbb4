using System.Reflection;
using PgMigrate.Connections;
using PgMigrate.Migrations;
using PgMigrate.Sandboxes;
using PgMigrate.Sql;

namespace PgMigrate.Engine;

/// <summary>The rooms under one roof.</summary>
internal sealed class PgEngine(
    IConnectionRoom connections, ISqlRoom sql, IMigrationRoom migrations, ISandboxRoom sandboxes) : IPgEngine
{
    public string Version { get; } = ReadVersion();

    public IConnectionRoom Connections => connections;

    public ISqlRoom Sql => sql;

    public IMigrationRoom Migrations => migrations;

    public ISandboxRoom Sandboxes => sandboxes;

    // The part behind "+" is the commit that the build puts there; the history wants the released number.
    private static string ReadVersion() =>
        typeof(PgEngine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0] ?? "0.0.0";
}
