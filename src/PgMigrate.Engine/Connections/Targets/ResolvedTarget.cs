using PgMigrate.Connections;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>Where to go, settled: one or several hosts to try in this order.</summary>
internal sealed record ResolvedTarget(
    IReadOnlyList<SessionSettings> Hosts, SessionAttributes Attributes, PgEnvironment? Environment, string Source);
