using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PgMigrate.Cmdlets.Connections;
using PgMigrate.Cmdlets.Hosting;

namespace PgMigrate.Cmdlets.Completion;

/// <summary>
/// Completes an argument from the engine, without ever keeping the user waiting or showing an error: a completer that
/// fails offers nothing.
/// </summary>
public abstract class TimedCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    private protected TimedCompleter()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            // What needs PowerShell is read here; the rest happens on another thread, against the clock.
            var context = CompletionContext.Read(fakeBoundParameters, RunspaceConnections.Here.Current);
            using var timeout = new CancellationTokenSource(Limit);
            var candidates = Task.Run(() => CandidatesAsync(EngineGateway.Engine, context, timeout.Token), timeout.Token);
            return candidates.Wait(Limit) ? Choose(candidates.Result, wordToComplete) : [];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [];
        }
    }

    private protected abstract Task<IReadOnlyList<Candidate>> CandidatesAsync(
        IPgEngine engine, CompletionContext context, CancellationToken cancellationToken);

    private static List<CompletionResult> Choose(IReadOnlyList<Candidate> candidates, string? wordToComplete)
    {
        var word = wordToComplete ?? "";
        var quote = word.Length > 0 && word[0] is '\'' or '"' ? word[0] : '\0';
        var pattern = new WildcardPattern(Unquoted(word) + "*", WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        return [.. candidates
            .Where(c => pattern.IsMatch(c.Value) || pattern.IsMatch(c.Label))
            .Select(c => new CompletionResult(Quoted(c.Value, quote), c.Label, CompletionResultType.ParameterValue, c.ToolTip))];
    }

    private static string Unquoted(string word) => word.Trim('\'', '"');

    // Quoted where PowerShell would read something else than the text: blanks, and signs that mean something to it.
    private static string Quoted(string value, char quote)
    {
        var plain = value.Length > 0 && value.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '+' or '/' or ':')
            && (char.IsLetterOrDigit(value[0]) || IsRelative(value));
        return quote == '\0' && plain
            ? value
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    // A parameter of type string gets the text as it was written, so 0004 stays 0004 and +1 stays +1; but -x is the
    // name of a parameter.
    private static bool IsRelative(string value) =>
        value.Length > 1 && value[0] is '+' or '-' && value.Skip(1).All(char.IsAsciiDigit);
}
