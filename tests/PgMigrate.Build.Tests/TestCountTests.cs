namespace PgMigrate.Build.Tests;

public sealed class TestCountTests
{
    [Fact]
    public void Suites_add_up_and_the_count_is_the_very_last_line()
    {
        var sum = new TestCount(10, 1, 2) { Failures = ["A.Bad: no"], SkipReasons = ["no Docker", "no Docker"] }
            + new TestCount(5, 0, 1) { SkipReasons = ["Windows only"] }
            + TestCount.None.WithFailure("Suite: no test ran");
        var text = new StringWriter { NewLine = "\n" };
        sum.Write(text);

        Assert.Equal(
            "failed: A.Bad: no\nfailed: Suite: no test ran\nskipped (2): no Docker\nskipped (1): Windows only\n15 passed, 2 failed, 3 skipped\n",
            text.ToString());
    }
}
