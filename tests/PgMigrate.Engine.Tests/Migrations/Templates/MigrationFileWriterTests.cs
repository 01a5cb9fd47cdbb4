using System.Text;
using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

public sealed class MigrationFileWriterTests : IDisposable
{
    private static readonly RenderedMigration Migration = new(
        "expand",
        new Dictionary<string, string> { ["phase"] = "expand", ["lock-timeout"] = "2s" },
        "SELECT 'up ß';\n",
        "SELECT 'down';\n",
        "SELECT true;\n");

    private readonly string folder = Path.Combine(Path.GetTempPath(), "pgmigrate-" + Guid.NewGuid().ToString("N"));

    [Theory]
    [InlineData(MigrationLayout.RollbackFolder, "0004_x_expand.sql rollback/0004_rollback_x_expand.sql verify/0004_verify_x_expand.sql")]
    [InlineData(MigrationLayout.Sections, "0004_x_expand.sql")]
    [InlineData(MigrationLayout.Suffixes, "0004_x_expand.up.sql 0004_x_expand.down.sql 0004_x_expand.verify.sql")]
    [InlineData(MigrationLayout.Folders, "0004_x_expand/up.sql 0004_x_expand/down.sql 0004_x_expand/verify.sql")]
    public void Each_layout_has_its_own_files(MigrationLayout layout, string expected)
    {
        var files = MigrationFileWriter.Plan(folder, layout, "0004", "x", Migration);
        Assert.Equal(expected.Split(' '), files.Select(f => Path.GetRelativePath(folder, f.Path).Replace('\\', '/')));
        Assert.StartsWith("-- migrate:phase expand\n-- migrate:lock-timeout 2s\n\n", files[0].Content, StringComparison.Ordinal);
        Assert.All(files, f => Assert.EndsWith(";\n", f.Content, StringComparison.Ordinal));
    }

    [Fact]
    public void A_repeatable_layout_is_refused_with_those_that_can_be_had()
    {
        var error = Assert.Throws<PgMigrateException>(() => MigrationFileWriter.Plan(folder, MigrationLayout.Repeatable, "0004", "x", Migration)).Error;
        Assert.Equal(ErrorIds.TemplateArgument, error.Id);
        Assert.Contains("Suffixes or Folders", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void Sections_are_in_one_file_in_their_order() => Assert.Equal(
        """
        -- migrate:phase expand
        -- migrate:lock-timeout 2s

        -- migrate:up

        SELECT 'up ß';

        -- migrate:down

        SELECT 'down';

        -- migrate:verify

        SELECT true;

        """.ReplaceLineEndings("\n"),
        MigrationFileWriter.Plan(folder, MigrationLayout.Sections, "0004", "x", Migration)[0].Content);

    [Fact]
    public async Task Files_are_written_as_UTF8_without_a_byte_order_mark_and_nothing_else_is_left()
    {
        var files = MigrationFileWriter.Plan(folder, MigrationLayout.RollbackFolder, "0004", "x", Migration);
        await MigrationFileWriter.WriteAsync(files, CancellationToken.None);
        Assert.Equal(Encoding.UTF8.GetBytes(files[0].Content), await File.ReadAllBytesAsync(files[0].Path));
        Assert.Equal(files.Select(f => f.Path).Order(StringComparer.Ordinal), FilesInFolder());
    }

    [Fact]
    public async Task An_existing_file_stays_as_it_is_and_no_other_is_written()
    {
        var files = MigrationFileWriter.Plan(folder, MigrationLayout.Suffixes, "0004", "x", Migration);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(files[2].Path, "mine");
        var error = (await Assert.ThrowsAsync<PgMigrateException>(() => MigrationFileWriter.WriteAsync(files, CancellationToken.None))).Error;
        Assert.Equal(ErrorIds.FileExists, error.Id);
        Assert.Contains(files[2].Path, error.What, StringComparison.Ordinal);
        Assert.Equal([files[2].Path], FilesInFolder());
        Assert.Equal("mine", await File.ReadAllTextAsync(files[2].Path));
    }

    [Fact]
    public async Task When_one_file_cannot_be_written_none_is_left_nor_its_folder()
    {
        // A file where a folder is needed: fails for every user, root included.
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "verify"), "in the way");
        var files = MigrationFileWriter.Plan(folder, MigrationLayout.RollbackFolder, "0004", "x", Migration);
        var error = (await Assert.ThrowsAsync<PgMigrateException>(() => MigrationFileWriter.WriteAsync(files, CancellationToken.None))).Error;
        Assert.Equal(ErrorIds.FileNotWritable, error.Id);
        Assert.Contains(files[2].Path, error.What, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(folder, "verify")], FilesInFolder());
        Assert.False(Directory.Exists(Path.Combine(folder, "rollback")));
    }

    [Fact]
    public async Task Two_that_write_the_same_migration_at_once_do_not_overwrite_each_other()
    {
        var writers = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var files = MigrationFileWriter.Plan(folder, MigrationLayout.Sections, "0004", "x", Migration with { Up = $"SELECT {i};\n" });
            try
            {
                await MigrationFileWriter.WriteAsync(files, CancellationToken.None);
                return i;
            }
            catch (PgMigrateException e) when (e.Error.Id == ErrorIds.FileExists)
            {
                return -1;
            }
        }));
        var winner = Assert.Single(await Task.WhenAll(writers), i => i >= 0);
        Assert.Contains($"SELECT {winner};", await File.ReadAllTextAsync(Assert.Single(FilesInFolder())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_write_leaves_nothing()
    {
        var files = MigrationFileWriter.Plan(folder, MigrationLayout.Folders, "0004", "x", Migration);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => MigrationFileWriter.WriteAsync(files, new CancellationToken(canceled: true)));
        Assert.False(Directory.Exists(folder));
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private IEnumerable<string> FilesInFolder() =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
