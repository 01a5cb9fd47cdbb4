namespace PgMigrate.Engine.Tests.Servers;

/// <summary>On which servers behaviour is tested: the run's own always; in full runs the oldest and the newest supported major as well.</summary>
internal static class TestedMajors
{
    /// <summary>The run's own server, whatever its version.</summary>
    private const int Usual = 0;

    /// <summary>For <c>MemberData</c>.</summary>
    public static TheoryData<int> All { get; } = IsFullRun ? new TheoryData<int> { Usual, 13, 18 } : new TheoryData<int> { Usual };

    /// <summary>The same from the major that has what the test is about.</summary>
    public static TheoryData<int> From14 { get; } = IsFullRun ? new TheoryData<int> { Usual, 18 } : new TheoryData<int> { Usual };

    public static bool IsFullRun => Environment.GetEnvironmentVariable(OtherMajors.FullRun) == "1";

    /// <summary>A database for one test on a server of that major.</summary>
    public static async Task<TestDatabase> CreateDatabaseAsync(int major) =>
        await TestDatabase.CreateAsync(major == Usual ? null : await TestServer.ForMajorAsync(major));
}
