namespace PgMigrate.Build;

/// <summary>What a test runner reported. A runner that did not do its work counts as one failure, named in <see cref="Failures"/>.</summary>
internal sealed record TestCount(int Passed, int Failed, int Skipped)
{
    public static TestCount None { get; } = new(0, 0, 0);

    /// <summary>One line for each failure that is not in the runner's own output.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>Why tests were skipped: one entry for each test, or for a group of them.</summary>
    public IReadOnlyList<string> SkipReasons { get; init; } = [];

    public int Total => Passed + Failed + Skipped;

    /// <summary>The last line of a run. There is exactly one.</summary>
    public string Line => FormattableString.Invariant($"{Passed} passed, {Failed} failed, {Skipped} skipped");

    public static TestCount operator +(TestCount a, TestCount b) => new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped)
    {
        Failures = [.. a.Failures, .. b.Failures],
        SkipReasons = [.. a.SkipReasons, .. b.SkipReasons],
    };

    /// <summary>The same with one failure more.</summary>
    public TestCount WithFailure(string what) => this with { Failed = Failed + 1, Failures = [.. Failures, what] };

    /// <summary>Failures, then skips by reason, then the line.</summary>
    public void Write(TextWriter output)
    {
        foreach (var failure in Failures)
        {
            output.WriteLine($"failed: {failure}");
        }

        foreach (var reason in SkipReasons.GroupBy(r => r, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine(FormattableString.Invariant($"skipped ({reason.Count()}): {reason.Key}"));
        }

        output.WriteLine(Line);
    }
}
