namespace PgMigrate.Events;

/// <summary>Where the engine's events go. Called from any thread; an implementation must neither block nor throw.</summary>
public interface IEngineEvents
{
    void Publish(EngineEvent engineEvent);
}

/// <summary>Listens to nothing.</summary>
public sealed class NoEvents : IEngineEvents
{
    public static NoEvents Instance { get; } = new();

    public void Publish(EngineEvent engineEvent)
    {
    }
}
