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
            What = Message(parse),
            Next = command is RootCommand ? "read pgmigrate --help" : $"read pgmigrate {CommandPath(parse)} --help",
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

    private static string Message(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        if (command.Subcommands.Count > 0)
        {
            var verbs = string.Join(", ", command.Subcommands.Select(verb => verb.Name));
            return parse.UnmatchedTokens is [var first, ..]
                ? $"There is no command '{Harmless(first)}'. Commands: {verbs}."
                : $"A command is missing. Commands: {verbs}.";
        }

        var message = string.Join(" ", parse.Errors.Select(error => WithoutTypeName(error.Message)).Distinct(StringComparer.Ordinal));
        return parse.Tokens.Where(token => token.Value.Length > 0)
            .Aggregate(message, (text, token) => text.Replace(token.Value, Harmless(token.Value), StringComparison.Ordinal));
    }

    /// <summary>The parser names .NET types; the option's name and the value say enough.</summary>
    private static string WithoutTypeName(string message)
    {
        var type = message.IndexOf(" as expected type", StringComparison.Ordinal);
        return type < 0 ? message : message[..type] + ".";
    }

    /// <summary>A misplaced connection string or variable may hold a secret: it is not repeated.</summary>
    private static string Harmless(string token) =>
        token.Contains("://", StringComparison.Ordinal) || token.Contains('=', StringComparison.Ordinal) ? "…" : token;

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
