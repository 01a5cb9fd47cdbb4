using PgMigrate.Errors;

namespace PgMigrate.Events;

/// <summary>What the engine says while it works. Typed, so that each host shows it in its own way.</summary>
public abstract record EngineEvent;

/// <summary>What was done where, for an operator who asked for detail.</summary>
public sealed record VerboseEvent(string Message) : EngineEvent;

/// <summary>Something that deserves a look although the work goes on.</summary>
/// <param name="Id">One of <see cref="ErrorIds"/>.</param>
/// <param name="Message">What, where, and what to do.</param>
public sealed record WarningEvent(string Id, string Message) : EngineEvent;

/// <summary>How far the work is.</summary>
/// <param name="Activity">What is being done, the same text for the whole of one activity.</param>
/// <param name="Status">What it is at now.</param>
/// <param name="Done">Units done so far.</param>
/// <param name="Total">Units in all; 0 when unknown.</param>
/// <param name="Remaining">Estimated time left; null when unknown.</param>
/// <param name="Completed">True exactly once, at the activity's end, whatever its outcome.</param>
public sealed record ProgressEvent(
    string Activity, string Status, long Done, long Total, TimeSpan? Remaining, bool Completed = false) : EngineEvent;

/// <summary>A statement waits for locks that other sessions hold.</summary>
/// <param name="Statement">The waiting statement, shortened.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="Waited">How long this migration has waited for locks so far.</param>
/// <param name="BudgetLeft">How much longer it will try before it fails.</param>
/// <param name="Blockers">Who holds the locks.</param>
public sealed record BlockedEvent(
    string Statement, int Attempt, TimeSpan Waited, TimeSpan BudgetLeft, IReadOnlyList<PgBlocker> Blockers) : EngineEvent;

/// <summary>
/// A statement as it was sent to a server. The executor publishes one for every statement, before it is sent;
/// parameter values are left out, and so are the values of secrets.
/// </summary>
/// <param name="Database">The database it was sent to, as <c>host:port/database</c>.</param>
/// <param name="Sql">The text.</param>
/// <param name="Writes">True when it went through a session that may write; false for a session that the server itself holds to be read only.</param>
public sealed record StatementEvent(string Database, string Sql, bool Writes) : EngineEvent;
