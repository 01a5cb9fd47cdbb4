using PgMigrate.Connections;
using PgMigrate.Migrations;
using PgMigrate.Sandboxes;
using PgMigrate.Sql;

namespace PgMigrate;

/// <summary>
/// The one way into the engine: a property for each room. Every member is safe to call from several threads at once.
/// Every call that fails for a reason an operator can act on throws <see cref="Errors.PgMigrateException"/>.
/// </summary>
public interface IPgEngine
{
    /// <summary>The engine's version, as the history records it.</summary>
    string Version { get; }

    /// <summary>Targets, credentials, sessions, environments.</summary>
    IConnectionRoom Connections { get; }

    /// <summary>Reading SQL: statements, their kinds and places. Needs no server.</summary>
    ISqlRoom Sql { get; }

    /// <summary>Files, revision graph, history, planner, runner.</summary>
    IMigrationRoom Migrations { get; }

    /// <summary>Disposable PostgreSQL servers and databases.</summary>
    ISandboxRoom Sandboxes { get; }
}
