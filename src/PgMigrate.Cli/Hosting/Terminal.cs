using System.Text;

namespace PgMigrate.Cli.Hosting;

/// <summary>The process's three streams: which of them is a terminal, and whether it may be coloured.</summary>
internal sealed class Terminal
{
    private TextWriter? output;

    public bool OutIsTerminal { get; } = !Console.IsOutputRedirected;

    public bool ErrorIsTerminal { get; } = !Console.IsErrorRedirected;

    /// <summary>True when a question can be asked and answered.</summary>
    public bool CanAsk => !Console.IsInputRedirected && ErrorIsTerminal;

    public bool ErrorHasColour => ErrorIsTerminal && ColourIsWelcome;

    public bool OutHasColour => OutIsTerminal && ColourIsWelcome;

    /// <summary>Results. Redirected output is UTF-8 without a mark on every system, so that files compare equal.</summary>
    public TextWriter Out => output ??= OutIsTerminal
        ? Console.Out
        : new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 16 * 1024) { NewLine = "\n" };

    /// <summary>Everything that is no result: target, events, questions, errors.</summary>
    public TextWriter Error => Console.Error;

    private static bool ColourIsWelcome =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not "dumb"
        // The classic Windows console shows escape sequences as they are.
        && (!OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("WT_SESSION") is not null
            || Environment.GetEnvironmentVariable("TERM") is not null);

    public void Flush() => output?.Flush();
}
