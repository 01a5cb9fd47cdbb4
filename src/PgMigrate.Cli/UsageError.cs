using System.CommandLine;
using PgMigrate.Cli.Display;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Json;
using PgMigrate.Errors;

namespace PgMigrate.Cli;

/// <summary>A command line that cannot be read, told in the same form as every other error.</summary>
internal static class UsageError
{
    public static int Write(ParseResult parse, string[] args)
    {
        var terminal = new Terminal();
        var command = parse.CommandResult.Command;
        var error = new PgError
        {
            Id = ErrorIds.UsageInvalid,
            Kind = PgErrorKind.InvalidArgument,
            What = string.Join(" ", parse.Errors.Select(e => e.Message)),
            Next = command is RootCommand ? "see: pgmigrate --help" : $"see: pgmigrate {CommandPath(parse)} --help",
        };
        if (args.Contains("--json", StringComparer.Ordinal))
        {
            CliJson.Write(terminal.Out, ErrorDocument.From(error, ExitCodes.Usage, null));
        }
        else
        {
            ErrorDisplay.Write(terminal, error);
        }

        terminal.Flush();
        return ExitCodes.Usage;
    }

    private static string CommandPath(ParseResult parse)
    {
        var names = new Stack<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parse.CommandResult; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } result)
            {
                names.Push(result.Command.Name);
            }
        }

        return string.Join(' ', names);
    }
}
