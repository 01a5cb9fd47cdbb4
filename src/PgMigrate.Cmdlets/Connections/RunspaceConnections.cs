using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using PgMigrate.Connections;

namespace PgMigrate.Cmdlets.Connections;

/// <summary>
/// The connections that a runspace has opened, and the one that is its current one. Parallel runspaces and jobs that
/// share a process never see each other's: a static field would send one tenant's migration to another's database.
/// </summary>
internal sealed class RunspaceConnections
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceConnections> ByRunspace = [];

    private readonly List<PgConnection> open = [];
    private PgConnection? current;

    /// <summary>Of the runspace whose pipeline runs on this thread.</summary>
    public static RunspaceConnections Here =>
        Runspace.DefaultRunspace is { } runspace ? ByRunspace.GetOrCreateValue(runspace) : new RunspaceConnections();

    public PgConnection? Current => current is { IsClosed: false } ? current : null;

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<PgConnection> Open => [.. open.Where(c => !c.IsClosed)];

    public void Add(PgConnection connection, bool makeCurrent)
    {
        open.RemoveAll(c => c.IsClosed || ReferenceEquals(c, connection));
        open.Add(connection);
        if (makeCurrent)
        {
            current = connection;
        }
    }

    public void Remove(PgConnection connection)
    {
        open.RemoveAll(c => c.IsClosed || ReferenceEquals(c, connection));
        if (ReferenceEquals(current, connection))
        {
            current = null;
        }
    }
}
