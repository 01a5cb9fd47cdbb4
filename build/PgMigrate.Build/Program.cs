using System.Runtime.InteropServices;

namespace PgMigrate.Build;

/// <summary>What build.sh and build.ps1 start. First argument: the repository's folder; then the verb and its options.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        // Children get Ctrl+C from the terminal themselves. This process only stops starting new work, and stays until
        // they have cleaned up; a second Ctrl+C ends it.
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = !stop.IsCancellationRequested;
            Command.ChildrenWereTold = true;
            stop.Cancel();
        };
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

        var repository = new Repository(args[0]);
        try
        {
            var request = Request.Parse(args.AsSpan(1));
            return request.Verb switch
            {
                "build" => await BuildVerb.RunAsync(repository, request, stop.Token),
                "test" => await TestVerb.RunAsync(repository, request, stop.Token),
                "demo" => await DemoVerb.RunAsync(repository, request, stop.Token),
                "bench" => await BenchVerb.RunAsync(repository, request, stop.Token),
                "clean" => CleanVerb.Run(repository),
                _ => HelpVerb.Run(Console.Out),
            };
        }
        catch (StopException e)
        {
            await Console.Error.WriteLineAsync($"build: {e.Message}");
            if (args.ElementAtOrDefault(1) == "test")
            {
                Console.WriteLine(TestCount.None.WithFailure(e.Message).Line);
            }

            return e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("build: stopped.");
            return 130;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
