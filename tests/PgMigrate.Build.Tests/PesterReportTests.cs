namespace PgMigrate.Build.Tests;

public sealed class PesterReportTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Passes_failures_and_skips_with_their_reasons_are_taken_over()
    {
        var count = Read("""{"passed": 5, "failed": 2, "skipped": 2, "skippedReasons": ["Windows only", "no Docker"]}""", exitCode: 1);

        Assert.Equal("5 passed, 2 failed, 2 skipped", count.Line);
        Assert.Equal(["Windows only", "no Docker"], count.SkipReasons);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"passed": 5}""")]
    [InlineData("""{"passed": 5, "failed": -1, "skipped": 0}""")]
    [InlineData("""{"passed": "many", "failed": 0, "skipped": 0}""")]
    [InlineData("""{"passed": 0, "failed": 0, "skipped": 0, "skippedReasons": []}""")]
    public void A_result_that_is_no_result_is_a_failure(string json) => Assert.Equal(1, Read(json, exitCode: 0).Failed);

    [Fact]
    public void A_result_that_was_never_written_is_a_failure()
    {
        File.Delete(_file);
        Assert.Equal("0 passed, 1 failed, 0 skipped", PesterReport.Read(_file, exitCode: 0, filtered: false).Line);
    }

    [Fact]
    public void A_shell_that_died_after_it_wrote_a_good_result_is_a_failure() =>
        Assert.Equal("5 passed, 1 failed, 0 skipped", Read("""{"passed": 5, "failed": 0, "skipped": 0}""", exitCode: 139).Line);

    private TestCount Read(string json, int exitCode)
    {
        File.WriteAllText(_file, json);
        return PesterReport.Read(_file, exitCode, filtered: false);
    }
}
