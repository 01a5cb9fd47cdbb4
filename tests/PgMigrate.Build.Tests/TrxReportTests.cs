using System.Globalization;

namespace PgMigrate.Build.Tests;

public sealed class TrxReportTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_run_with_passes_failures_and_skips_is_counted_as_it_was()
    {
        var count = Read(
            Result("A.Good", "Passed") + Result("A.Th(x: 1)", "Passed") + Result("A.Bad", "Failed", "expected 1\nfound 2") + Result("A.Left", "NotExecuted", "no Docker here"),
            infos: Info("Error", "[xUnit.net 00:00:00.27]     A.Bad [FAIL]") + Info("Warning", "[xUnit.net 00:00:00.27]     A.Left [SKIP]"),
            outcome: "Failed", total: 4, exitCode: 1);

        Assert.Equal("2 passed, 1 failed, 1 skipped", count.Line);
        Assert.Equal(["A.Bad: expected 1\n    found 2"], count.Failures);
        Assert.Equal(["no Docker here"], count.SkipReasons);
    }

    [Fact]
    public void A_test_host_that_crashed_is_a_failure_although_the_report_lists_only_passes()
    {
        var count = Read(
            Result("A.Good", "Passed"),
            infos: Info("Error", "The active test run was aborted. Reason: Test host process crashed : boom\n   at A.Crash()"),
            outcome: "Failed", total: 1, exitCode: 1);

        Assert.Equal("1 passed, 1 failed, 0 skipped", count.Line);
        Assert.Equal(["Suite: The active test run was aborted. Reason: Test host process crashed : boom"], count.Failures);
    }

    [Fact]
    public void A_clean_up_that_failed_outside_every_test_is_a_failure()
    {
        var count = Read(
            Result("A.Good", "Passed"),
            infos: Info("Error", "[xUnit.net 00:00:01.02]     [Test Class Cleanup Failure (A)]: System.InvalidOperationException"),
            outcome: "Completed", total: 1, exitCode: 0);

        Assert.Equal(1, count.Failed);
    }

    [Theory]
    [InlineData("Error")]
    [InlineData("Timeout")]
    [InlineData("Aborted")]
    [InlineData("Inconclusive")]
    [InlineData("")]
    public void An_outcome_that_is_neither_pass_nor_skip_is_a_failure(string outcome) =>
        Assert.Equal(1, Read(Result("A.X", outcome), total: 1, exitCode: 0).Failed);

    [Fact]
    public void A_nonzero_exit_code_is_a_failure_although_no_test_failed() =>
        Assert.Equal(["Suite: exit code 134, although no test failed"], Read(Result("A.Good", "Passed"), total: 1, exitCode: 134).Failures);

    [Fact]
    public void A_failed_test_and_its_exit_code_count_once() =>
        Assert.Equal(1, Read(Result("A.Bad", "Failed", "no"), outcome: "Failed", total: 1, exitCode: 1).Failed);

    [Fact]
    public void A_failure_of_a_thousand_lines_is_shortened_and_says_so()
    {
        var message = string.Join('\n', Enumerable.Range(1, 1000));
        var failure = Assert.Single(Read(Result("A.Bad", "Failed", message), outcome: "Failed", total: 1, exitCode: 1).Failures);

        Assert.EndsWith("\n    30\n    ... 970 lines more in the report", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ended_early_is_a_failure() =>
        Assert.Equal(1, Read(Result("A.Good", "Passed"), outcome: "Aborted", total: 1, exitCode: 0).Failed);

    [Fact]
    public void A_report_that_lists_fewer_tests_than_it_counts_is_a_failure() =>
        Assert.Equal(1, Read(Result("A.Good", "Passed"), total: 2, exitCode: 0).Failed);

    [Fact]
    public void No_test_at_all_is_a_failure_unless_a_filter_left_all_out()
    {
        Assert.Equal(["Suite: no test ran"], Read("", total: 0, exitCode: 0).Failures);
        Assert.Equal(0, Read("", total: 0, exitCode: 0, filtered: true).Failed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("<TestRun><Results>")]
    public void A_report_that_is_missing_or_cut_off_is_a_failure(string? text)
    {
        File.Delete(_file);
        if (text is not null)
        {
            File.WriteAllText(_file, text);
        }

        Assert.Equal("0 passed, 1 failed, 0 skipped", TrxReport.Read(_file, "Suite", 0, filtered: true).Line);
    }

    private TestCount Read(string results, int total, int exitCode, string infos = "", string outcome = "Completed", bool filtered = false)
    {
        var counters = total.ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(_file, $"""
            <?xml version="1.0" encoding="utf-8"?>
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
              <Results>{results}</Results>
              <ResultSummary outcome="{outcome}"><Counters total="{counters}" /><RunInfos>{infos}</RunInfos></ResultSummary>
            </TestRun>
            """);
        return TrxReport.Read(_file, "Suite", exitCode, filtered);
    }

    private static string Result(string name, string outcome, string message = "") =>
        $"<UnitTestResult testName=\"{name}\" outcome=\"{outcome}\"><Output><ErrorInfo><Message>{message}</Message></ErrorInfo></Output></UnitTestResult>";

    private static string Info(string outcome, string text) => $"<RunInfo outcome=\"{outcome}\"><Text>{text}</Text></RunInfo>";
}
