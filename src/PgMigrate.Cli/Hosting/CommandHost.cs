using PgMigrate.Cli.Display;
using PgMigrate.Cli.Json;
using PgMigrate.Connections;

namespace PgMigrate.Cli.Hosting;

/// <summary>What one invocation of a verb works with.</summary>
internal sealed class CommandHost(bool json, bool verbose) : IAsyncDisposable
{
    private readonly Lazy<IPgEngine> engine = new(() => new Engine.EngineFactory().Create());
    private EventDisplay? events;

    /// <summary>True: exactly one JSON document on standard output.</summary>
    public bool Json => json;

    public bool Verbose => verbose;

    public Terminal Terminal { get; } = new();

    public IPgEngine Engine => engine.Value;

    public Interruption Interruption { get; } = new();

    public EventDisplay Events => events ??= new EventDisplay(Terminal, verbose);

    /// <summary>The target once it was reached; a failure's document names it.</summary>
    public PgConnection? Connection { get; set; }

    public TextWriter Out => Terminal.Out;

    public void Write(JsonDocumentBody document) => CliJson.Write(Out, document);

    /// <summary>Shows what is still in the queue and takes a live display away, so that other text may follow.</summary>
    public Task DrainEventsAsync() => events?.DrainAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await DrainEventsAsync();
        Terminal.Flush();
        Interruption.Dispose();
    }
}
