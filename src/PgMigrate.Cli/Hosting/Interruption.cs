using System.Runtime.InteropServices;

namespace PgMigrate.Cli.Hosting;

/// <summary>
/// Ctrl+C and SIGTERM. The first one cancels and lets the server answer, so that nothing of ours keeps running there;
/// the second one ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;
    private int count;

    public Interruption()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref count) > 1)
        {
            Environment.Exit(ExitCodes.Cancelled);
        }

        Console.Error.WriteLine("Cancelling; waiting for the server's answer. Interrupt again to leave at once.");
        // Not on this thread: callbacks of the token may take as long as the network does.
        _ = Task.Run(source.Cancel);
    }
}
