using PgMigrate.Connections;

namespace PgMigrate.Engine.Connections;

/// <summary>The one implementation of <see cref="PgConnection"/>: what was found out about the server, and how to open sessions on it.</summary>
internal sealed class TargetConnection : PgConnection
{
    private readonly ServerFacts facts;
    private int closed;

    public TargetConnection(SessionSettings settings, ServerFacts facts, PgEnvironment? environment, string source)
    {
        Settings = settings;
        this.facts = facts;
        Environment = environment;
        Source = source;
    }

    /// <summary>How to open a session. Holds the credentials: internal, and a field of no public type.</summary>
    internal SessionSettings Settings { get; }

    public override Guid Id { get; } = Guid.NewGuid();

    public override string Host => Settings.Host;

    public override int Port => Settings.Port;

    public override string Database => Settings.Database;

    public override string UserName => Settings.UserName;

    public override PgEnvironment? Environment { get; }

    public override int ServerVersionNumber => facts.VersionNumber;

    public override string ServerVersion => facts.Version;

    public override bool IsStandby => facts.IsStandby;

    public override bool IsReadOnly => facts.IsStandby || facts.DefaultReadOnly;

    public override DateTimeOffset ConnectedAt { get; } = DateTimeOffset.UtcNow;

    public override string Source { get; }

    public override bool IsClosed => Volatile.Read(ref closed) != 0;

    /// <summary>Another database of the same server, with the same credentials.</summary>
    internal TargetConnection WithDatabase(string database) => new(Settings.WithDatabase(database), facts, Environment, Source);

    internal void Close() => Volatile.Write(ref closed, 1);
}
