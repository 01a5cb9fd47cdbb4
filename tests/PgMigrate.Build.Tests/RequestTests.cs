namespace PgMigrate.Build.Tests;

public sealed class RequestTests
{
    [Theory]
    [InlineData("test", "--full", "--filter", "Lock")]
    [InlineData("TEST", "-Filter", "Lock", "-Full")]
    public void Options_are_taken_as_either_shell_writes_them(params string[] args)
    {
        var request = Request.Parse(args);

        Assert.Equal(("test", true, "Lock"), (request.Verb, request.Full, request.Filter));
    }

    [Fact]
    public void What_follows_bench_goes_to_the_benchmarks() =>
        Assert.Equal(["--only", "copy"], Request.Parse(["bench", "--only", "copy"]).Rest);

    [Theory]
    [InlineData("tset")]
    [InlineData("test", "--fulll")]
    [InlineData("test", "--filter")]
    [InlineData("demo", "--full")]
    public void A_slip_of_the_keyboard_is_refused_and_not_taken_for_an_ordinary_run(params string[] args) =>
        Assert.Equal(StopException.Usage, Assert.Throws<StopException>(() => Request.Parse(args)).ExitCode);

    [Fact]
    public void Nothing_at_all_asks_for_help() => Assert.Equal("help", Request.Parse([]).Verb);
}
