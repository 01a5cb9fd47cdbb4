using PgMigrate.Engine.Sandboxes;
using PgMigrate.Engine.Tests.Servers;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Sandboxes;

public class ServerBinariesTests
{
    [Theory]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", 15, "15.18")]
    [InlineData("postgres (PostgreSQL) 13.23", 13, "13.23")]
    [InlineData("postgres (PostgreSQL) 18beta1\r\n", 18, "18beta1")]
    public void Versions_are_read_as_the_program_tells_them(string answer, int major, string version) =>
        Assert.Equal((major, version), ServerBinaries.ParseVersion(answer));

    [Fact]
    public void Another_programs_answer_is_no_version() => Assert.Null(ServerBinaries.ParseVersion("bash: postgres: not found"));

    [Fact]
    public async Task A_folder_without_binaries_is_named_with_the_way_to_install_them()
    {
        var folder = Directory.CreateTempSubdirectory("pgmigrate-binaries-").FullName;

        var error = (await Assert.ThrowsAsync<PgMigrateException>(() => ServerBinaries.FindAsync(folder, null, default))).Error;

        Assert.Equal(ErrorIds.ServerBinariesNotFound, error.Id);
        Assert.Contains(folder, error.What, StringComparison.Ordinal);
        Assert.Contains(ServerBinaries.Variable, error.Next, StringComparison.Ordinal);
        Directory.Delete(folder);
    }

    [Fact]
    public async Task A_major_that_is_not_here_is_not_replaced_by_another() =>
        Assert.Contains("99", (await Assert.ThrowsAsync<PgMigrateException>(() => ServerBinaries.FindAsync(null, 99, default))).Error.What, StringComparison.Ordinal);

    [SkippableTheory]
    [InlineData(13)]
    [InlineData(18)]
    public async Task The_oldest_and_the_newest_major_serve_as_sandboxes(int major)
    {
        var server = await TestServer.ForMajorAsync(major);
        await using var database = await TestDatabase.CreateAsync(server);

        Assert.Equal(major, server.Major);
        Assert.Equal(await database.SnapshotAsync(), await database.SnapshotAsync());
    }
}
