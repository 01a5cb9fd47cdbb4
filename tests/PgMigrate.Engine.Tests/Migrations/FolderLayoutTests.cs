using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations;

public sealed class FolderLayoutTests
{
    private const string Up = "SELECT 1;";

    [Fact]
    public async Task All_layouts_are_recognised_side_by_side_in_one_folder_with_their_companions()
    {
        using var folder = new TestMigrations(
            ("0001_first.sql", Up),
            ("rollback/1_rollback_first.sql", "SELECT -1;"),
            ("verify/0001_verify_first.sql", "SELECT true;"),
            ("0002_second.sql", Up),
            ("rollback/0002_second_rollback.sql", "SELECT -2;"),
            ("0003_third.sql", "-- migrate:up\nSELECT 3;\n-- migrate:down\nSELECT -3;\n-- migrate:verify\nSELECT true;"),
            ("0004_fourth.up.sql", Up),
            ("0004_fourth.down.sql", "SELECT -4;"),
            ("0004_fourth.verify.sql", "SELECT true;"),
            ("0005_fifth/up.sql", Up),
            ("0005_fifth/down.sql", "SELECT -5;"),
            ("0005_fifth/verify.sql", "SELECT true;"),
            ("0005_fifth/metadata.toml", ""),
            ("0006_sixth.SQL", Up),
            ("0007_seventh.UP.sql", Up),
            ("0007_seventh.Down.sql", "SELECT -7;"),
            ("R_view.sql", Up),
            ("R_Rename.sql", Up),
            (".hidden.sql", "no migration"),
            ("README.md", "no migration"));

        var files = await folder.Read();

        Assert.Equal(
            [
                ("0001", "first", MigrationLayout.RollbackFolder, true, true),
                ("0002", "second", MigrationLayout.RollbackFolder, true, false),
                ("0003", "third", MigrationLayout.Sections, true, true),
                ("0004", "fourth", MigrationLayout.Suffixes, true, true),
                ("0005", "fifth", MigrationLayout.Folders, true, true),
                ("0006", "sixth", MigrationLayout.RollbackFolder, false, false),
                ("0007", "seventh", MigrationLayout.Suffixes, true, false),
                ("R_Rename", "Rename", MigrationLayout.Repeatable, false, false),
                ("R_view", "view", MigrationLayout.Repeatable, false, false),
            ],
            files.Select(f => (f.Revision, f.Name, f.Layout, f.ReverseFile is not null, f.VerifyFile is not null)));
        Assert.EndsWith("1_rollback_first.sql", files[0].ReverseFile, StringComparison.Ordinal);
        Assert.Equal(files[2].File, files[2].ReverseFile);
        Assert.All(files, f => Assert.Equal(f.ReverseFile is null, f.ReverseChecksum is null));
    }

    [Theory]
    [InlineData(ErrorIds.FileNameInvalid, "notes.sql", "1_a.sql")]
    [InlineData(ErrorIds.FileNameInvalid, "12abc.sql", "1_a.sql")]
    [InlineData(ErrorIds.FileNameInvalid, "V1__init.sql", "1_a.sql")]
    [InlineData(ErrorIds.FileNameInvalid, "notes.sql", null)]
    [InlineData(ErrorIds.FileNameInvalid, "words/up.sql", "1_a.sql")]
    [InlineData(ErrorIds.FileNameInvalid, "2_b/dwon.sql", "2_b/up.sql")]
    [InlineData(ErrorIds.FileNameInvalid, "seeds/seed.sql", "1_a.sql")]
    [InlineData(ErrorIds.FileNameInvalid, "rollback/1_a.sql", "1_a.sql")]
    [InlineData(ErrorIds.FileNameInvalid, "rollback/a_rollback.sql", "1_a.sql")]
    [InlineData(ErrorIds.FileNameInvalid, "Rollback/1_rollback_a.sql", "1_a.sql")]
    [InlineData(ErrorIds.FileNameInvalid, "R_view.down.sql", "R_view.sql")]
    [InlineData(ErrorIds.ReverseWithoutForward, "2_b.down.sql", "1_a.up.sql")]
    [InlineData(ErrorIds.ReverseWithoutForward, "1_a.down.sql", "1_a.sql")]
    [InlineData(ErrorIds.ReverseWithoutForward, "2_b/down.sql", "1_a.sql")]
    [InlineData(ErrorIds.ReverseWithoutForward, "rollback/2_rollback_b.sql", "1_a.sql")]
    [InlineData(ErrorIds.ReverseWithoutForward, "verify/2_verify_b.sql", "1_a.sql")]
    [InlineData(ErrorIds.RevisionDuplicate, "01_b.sql", "1_a.sql")]
    [InlineData(ErrorIds.RevisionDuplicate, "1_b/up.sql", "1_a.sql")]
    [InlineData(ErrorIds.RevisionDuplicate, "2019-02-28-101500_a.sql", "20190228101500_b.sql")]
    public async Task A_file_that_fits_nothing_is_named_and_nothing_is_silently_left_out(string id, string name, string? beside)
    {
        using var folder = new TestMigrations((name, Up));
        if (beside is not null)
        {
            folder.Write(beside, Up);
        }

        var error = (await Assert.ThrowsAsync<PgMigrateException>(folder.Read)).Error;

        Assert.Equal(id, error.Id);
        Assert.True(error.ToString().Contains(Path.GetFileName(name), StringComparison.Ordinal), error.ToString());
        Assert.NotEmpty(error.Next);
        if (id == ErrorIds.FileNameInvalid)
        {
            Assert.Contains("0004_add_users.sql", error.Next, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Files_beside_migrations_that_are_folders_cannot_be_meant_as_migrations()
    {
        using var folder = new TestMigrations(("2024-01-01-000000_a/up.sql", Up), ("backfill.sql", Up));
        Assert.Single(await folder.Read());
    }

    [Fact]
    public async Task Two_reverses_for_one_migration_are_refused()
    {
        using var sections = new TestMigrations(("1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;"), ("rollback/1_rollback_a.sql", Up));
        Assert.Equal(ErrorIds.SectionInvalid, (await Assert.ThrowsAsync<PgMigrateException>(sections.Read)).Error.Id);

        using var files = new TestMigrations(("1_a.sql", Up), ("rollback/1_rollback_a.sql", Up), ("rollback/1_a_rollback.sql", Up));
        Assert.Equal(ErrorIds.RevisionDuplicate, (await Assert.ThrowsAsync<PgMigrateException>(files.Read)).Error.Id);
    }

    [Fact]
    public async Task Two_migrations_of_one_number_are_told_apart_by_revisions_of_their_own_and_so_are_their_companions()
    {
        using var folder = new TestMigrations(
            ("1_a.sql", Up),
            ("2_b.sql", "-- migrate:revision left\n-- migrate:revises 1\n" + Up),
            ("2_c.sql", "-- migrate:revision right\n-- migrate:revises 1\n" + Up),
            ("rollback/2_rollback_b.sql", "SELECT 'b';"),
            ("rollback/2_rollback_c.sql", "SELECT 'c';"));

        var files = await folder.Read();

        Assert.Equal(["1", "left", "right"], files.Select(f => f.Revision));
        Assert.EndsWith("2_rollback_b.sql", files[1].ReverseFile, StringComparison.Ordinal);
        Assert.EndsWith("2_rollback_c.sql", files[2].ReverseFile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_missing_empty_or_holds_what_cannot_be_read_is_said_to_be_so()
    {
        using var folder = new TestMigrations();
        Assert.Equal(ErrorIds.FolderEmpty, (await Assert.ThrowsAsync<PgMigrateException>(folder.Read)).Error.Id);

        File.CreateSymbolicLink(Path.Combine(folder.Path, "1_a.sql"), Path.Combine(folder.Path, "gone"));
        var unreadable = (await Assert.ThrowsAsync<PgMigrateException>(folder.Read)).Error;
        Assert.Equal(ErrorIds.FolderUnreadable, unreadable.Id);
        Assert.Contains("1_a.sql", unreadable.What, StringComparison.Ordinal);

        var room = new PgMigrate.Engine.Migrations.MigrationRoom();
        var missing = await Assert.ThrowsAsync<PgMigrateException>(() => room.ReadFolderAsync(Path.Combine(folder.Path, "nowhere"), CancellationToken.None));
        Assert.Equal(ErrorIds.FolderNotFound, missing.Error.Id);
        Assert.Contains("New-PgMigration", missing.Error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_bad_files_the_first_in_order_is_named_each_time()
    {
        using var folder = new TestMigrations();
        for (var i = 1; i <= 60; i++)
        {
            folder.Write($"{i:000}_x.sql", i is 7 or 50 or 59 ? "-- migrate:nonsense\nSELECT 1;" : Up);
        }

        for (var attempt = 0; attempt < 10; attempt++)
        {
            Assert.EndsWith("007_x.sql", (await Assert.ThrowsAsync<PgMigrateException>(folder.Read)).Error.Position!.File, StringComparison.Ordinal);
        }
    }
}
