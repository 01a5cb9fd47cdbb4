using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using PgMigrate.Cli;
using PgMigrate.Cli.Commands;
using PgMigrate.Cli.Hosting;

var parse = CommandTree.For(args).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parse.Action is ParseErrorAction)
{
    return UsageError.Write(parse, args);
}

return await parse.InvokeAsync(new InvocationConfiguration
{
    // Interruption handles signals itself: no time limit may cut off a server's answer.
    ProcessTerminationTimeout = null,
    EnableDefaultExceptionHandler = false,
});
