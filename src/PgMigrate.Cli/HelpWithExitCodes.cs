using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PgMigrate.Cli;

/// <summary>The usual help, and below it what the process returns.</summary>
internal sealed class HelpWithExitCodes(HelpAction help) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(ExitCodes.HelpText);
        return result;
    }
}
