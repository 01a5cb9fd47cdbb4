using System.Collections.Concurrent;
using PgMigrate.Events;

namespace PgMigrate.Engine.Tests.Servers;

/// <summary>Keeps every event.</summary>
internal sealed class Recorder : IEngineEvents
{
    private readonly ConcurrentQueue<EngineEvent> events = new();

    public IReadOnlyList<EngineEvent> All => [.. events];

    public IEnumerable<StatementEvent> Statements => events.OfType<StatementEvent>();

    public void Publish(EngineEvent engineEvent) => events.Enqueue(engineEvent);
}
