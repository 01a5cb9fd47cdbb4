using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace PgMigrate.Build;

/// <summary>Reads what `dotnet test --logger trx` writes.</summary>
internal static class TrxReport
{
    private const int MostLines = 30;
    private static readonly XNamespace Ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <param name="file">The report; it may be missing.</param>
    /// <param name="runner">What to call the runner in messages.</param>
    /// <param name="exitCode">Of `dotnet test`.</param>
    /// <param name="filtered">True when it is no fault that no test ran.</param>
    public static TestCount Read(string file, string runner, int exitCode, bool filtered)
    {
        XElement root;
        try
        {
            root = XDocument.Load(file).Root!;
        }
        catch (Exception e) when (e is IOException or XmlException)
        {
            return TestCount.None.WithFailure($"{runner}: no readable report (exit code {exitCode}): {e.Message}");
        }

        var results = root.Elements(Ns + "Results").Elements().ToList();
        var passed = results.Count(r => Outcome(r) == "Passed");
        var skipped = results.Where(r => Outcome(r) == "NotExecuted").ToList();
        var failed = results.Where(r => Outcome(r) is not ("Passed" or "NotExecuted")).ToList();
        var count = new TestCount(passed, failed.Count, skipped.Count)
        {
            Failures = [.. failed.Select(Describe)],
            SkipReasons = [.. skipped.Select(r => FirstLine(Message(r)) is { Length: > 0 } reason ? reason : $"{Name(r)} gives no reason")],
        };

        var summary = root.Element(Ns + "ResultSummary");
        var faults = summary?.Elements(Ns + "RunInfos").Elements()
            .Where(info => Outcome(info) is "Error" or "Aborted" or "Timeout" && !IsEchoOfTest(info))
            .Select(info => FirstLine(info.Element(Ns + "Text")?.Value)).ToList() ?? [];
        if (faults.Count > 0)
        {
            return count.WithFailure($"{runner}: {string.Join("; ", faults)}");
        }

        if (Outcome(summary) is not ("Completed" or "Failed"))
        {
            return count.WithFailure($"{runner}: the run ended as '{Outcome(summary)}'");
        }

        var total = summary?.Element(Ns + "Counters")?.Attribute("total")?.Value;
        if (total != results.Count.ToString(CultureInfo.InvariantCulture))
        {
            return count.WithFailure($"{runner}: the report speaks of {total ?? "no"} tests and lists {results.Count}");
        }

        if (exitCode != 0 && count.Failed == 0)
        {
            return count.WithFailure($"{runner}: exit code {exitCode}, although no test failed");
        }

        return count.Total == 0 && !filtered ? count.WithFailure($"{runner}: no test ran") : count;
    }

    // The adapter repeats each failed test among the run's messages.
    private static bool IsEchoOfTest(XElement info)
    {
        var text = info.Element(Ns + "Text")?.Value.Trim() ?? "";
        return text.StartsWith("[xUnit.net ", StringComparison.Ordinal) && text.EndsWith("[FAIL]", StringComparison.Ordinal);
    }

    // The console shows names only; here the whole is said once, shortened where a test compares books.
    private static string Describe(XElement result)
    {
        var lines = new[] { Message(result), Detail(result, "StackTrace"), result.Element(Ns + "Output")?.Element(Ns + "StdOut")?.Value }
            .Where(text => !string.IsNullOrWhiteSpace(text)).SelectMany(text => text!.TrimEnd().Split('\n')).ToList();
        var shown = lines.Take(MostLines).Append(lines.Count > MostLines ? $"... {lines.Count - MostLines} lines more in the report" : "");
        return $"{Name(result)}: {string.Join("\n    ", shown).TrimEnd()}";
    }

    private static string Outcome(XElement? element) => element?.Attribute("outcome")?.Value ?? "";

    private static string Name(XElement result) => result.Attribute("testName")?.Value ?? "?";

    private static string? Message(XElement result) => Detail(result, "Message");

    private static string? Detail(XElement result, string name) => result.Element(Ns + "Output")?.Element(Ns + "ErrorInfo")?.Element(Ns + name)?.Value;

    private static string FirstLine(string? text) => text?.Trim().Split('\n')[0].Trim() ?? "";
}
