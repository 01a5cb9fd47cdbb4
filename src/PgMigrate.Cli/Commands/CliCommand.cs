using System.CommandLine;
using PgMigrate.Cli.Display;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Json;
using PgMigrate.Connections;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Commands;

/// <summary>A verb: binds its options, calls the engine, shows. Failures become an error text or document and an exit code here, and only here.</summary>
internal abstract class CliCommand : Command
{
    private readonly Option<bool> json = new("--json") { Description = "One JSON document on standard output, events on standard error." };
    private readonly Option<bool> verbose = new("--verbose") { Description = "Say what is done where, statements included." };

    protected CliCommand(string name, string description)
        : base(name, description)
    {
        SetAction((parse, _) => InvokeAsync(parse));
    }

    /// <summary>Last, so that help shows a verb's own options first.</summary>
    public CliCommand WithOutputOptions()
    {
        Options.Add(json);
        Options.Add(verbose);
        return this;
    }

    protected abstract Task<int> ExecuteAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken);

    private async Task<int> InvokeAsync(ParseResult parse)
    {
        await using var host = new CommandHost(parse.GetValue(json), parse.GetValue(verbose));
        try
        {
            return await ExecuteAsync(parse, host, host.Interruption.Token);
        }
        catch (OperationCanceledException) when (host.Interruption.Token.IsCancellationRequested)
        {
            return await FailAsync(host, Cancelled(), ExitCodes.Cancelled, null);
        }
        catch (PgMigrateException failure)
        {
            var exitCode = failure.Error.Id == ErrorIds.Cancelled && host.Interruption.Token.IsCancellationRequested
                ? ExitCodes.Cancelled
                : ExitCodes.Of(failure.Error);
            return await FailAsync(host, failure.Error, exitCode, failure.Partial as MigrationRun);
        }
        catch (Exception fault)
        {
            return await FailAsync(host, Internal(fault, host.Verbose), ExitCodes.StatementFailed, null);
        }
    }

    private static async Task<int> FailAsync(CommandHost host, PgError error, int exitCode, MigrationRun? partial)
    {
        await host.DrainEventsAsync();
        if (host.Json)
        {
            var run = partial is null || host.Connection is null ? null : RunDocument.Of(partial, host.Connection);
            host.Write(ErrorDocument.From(error, exitCode, run));
            return exitCode;
        }

        if (partial is { Steps.Count: > 0 })
        {
            RunDisplay.Write(host.Out, partial);
            host.Out.Flush();
        }

        ErrorDisplay.Write(host.Terminal, error);
        return exitCode;
    }

    private static PgError Cancelled() => new()
    {
        Id = ErrorIds.Cancelled,
        Kind = PgErrorKind.InvalidState,
        What = "Cancelled. What was committed before stands.",
        Next = "see where the database is with: pgmigrate status",
    };

    private static PgError Internal(Exception fault, bool verbose) => new()
    {
        Id = ErrorIds.InternalError,
        Kind = PgErrorKind.Internal,
        What = $"A fault of pgmigrate: {fault.GetType().Name}: {fault.Message}",
        Detail = verbose ? fault.StackTrace : null,
        Next = verbose ? "report it with this text" : "run it again with --verbose and report it with that text",
    };
}
