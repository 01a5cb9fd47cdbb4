namespace PgMigrate.Events;

/// <summary>A session, or a prepared transaction, that holds what another one waits for.</summary>
/// <param name="Pid">Backend process id; 0 for a prepared transaction.</param>
/// <param name="UserName">Who; null where the server hides it.</param>
/// <param name="ApplicationName">application_name, or the gid of a prepared transaction.</param>
/// <param name="State">Its state in pg_stat_activity ("idle in transaction"), "prepared transaction", or "Unknown" where the server hides it.</param>
/// <param name="TransactionAge">How long its transaction is open; null when unknown.</param>
/// <param name="Query">Its last query, shortened; null where the server hides it.</param>
public sealed record PgBlocker(
    int Pid, string? UserName, string? ApplicationName, string State, TimeSpan? TransactionAge, string? Query)
{
    public override string ToString()
    {
        var age = TransactionAge is { } a
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", transaction open for {a.TotalSeconds:0.#} s")
            : "";
        var who = Pid == 0 ? $"prepared transaction '{ApplicationName}'" : $"pid {Pid} ({UserName ?? "unknown user"}, {ApplicationName ?? "unknown application"}, {State}{age})";
        return Query is { Length: > 0 } q ? $"{who}: {q}" : who;
    }
}
