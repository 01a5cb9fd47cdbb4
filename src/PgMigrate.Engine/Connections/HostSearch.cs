using PgMigrate.Engine.Connections.Targets;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Connections;

/// <summary>Tries the hosts of a target in turn. The one found is the target from then on: all sessions of a command go to one server.</summary>
internal static class HostSearch
{
    public static async Task<TargetConnection> ConnectAsync(ResolvedTarget target, IEngineEvents events, CancellationToken cancellationToken)
    {
        var failures = new List<PgMigrateException>();
        TargetConnection? unfit = null;
        foreach (var host in target.Hosts)
        {
            try
            {
                var connection = await ServerLook.ConnectAsync(host, target.Environment, target.Source, events, cancellationToken).ConfigureAwait(false);
                if (target.Attributes.Accepts(connection))
                {
                    return connection;
                }

                unfit ??= connection;
                events.Publish(new VerboseEvent($"{connection.Target} is not {target.Attributes.Name()}."));
            }
            catch (PgMigrateException failure) when (target.Hosts.Count > 1 && failure.Error.Kind == PgErrorKind.Connection)
            {
                // A login that is refused ends the search, as in libpq: the next host would hardly think otherwise.
                failures.Add(failure);
                events.Publish(new VerboseEvent(failure.Error.What));
            }
        }

        if (unfit is not null)
        {
            return target.Attributes.IsPreference() ? unfit : throw Unfit(target);
        }

        throw failures.Count == 1 ? failures[0] : new PgMigrateException(
            failures[0].Error with
            {
                What = $"None of the {failures.Count} hosts can be reached.",
                Detail = string.Join(" ", failures.Select(failure => failure.Error.What)),
            },
            failures[0]);
    }

    private static PgMigrateException Unfit(ResolvedTarget target) => new(new PgError
    {
        Id = ErrorIds.ServerUnreachable,
        Kind = PgErrorKind.Connection,
        What = $"No host of {string.Join(", ", target.Hosts.Select(host => host.Target))} that can be reached is {target.Attributes.Name()} (target_session_attrs).",
        Next = "Check which of them is the primary, or ask for another kind of server.",
        Database = target.Hosts[0].Target,
    });
}
