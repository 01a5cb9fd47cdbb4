using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Tests.Migrations;

public sealed class DirectiveTests
{
    [Fact]
    public async Task Every_directive_is_read()
    {
        using var folder = new TestMigrations(
            ("1_a.sql", "SELECT 1;"),
            ("2_b.sql", """
                /* a comment may stand before */
                -- migrate:revision b.2-x
                -- migrate:revises base
                -- migrate:depends-on 0001
                -- migrate:label billing, web
                -- migrate:label third
                -- migrate:transaction on
                -- migrate:lock-timeout 500ms
                -- migrate:statement-timeout 5min
                -- migrate:phase contract
                --migrate:estimate 1.5h
                -- MIGRATE:Ticket OPS-1 and more
                -- migrate:requires EXISTS (SELECT 1)
                -- migrate:allow drop-column nobody reads it
                SELECT 1;
                """));

        var file = (await folder.Read())[1];

        Assert.Equal("b.2-x", file.Revision);
        Assert.Empty(file.Parents);
        Assert.Equal(["0001"], file.DependsOn);
        Assert.Equal(["billing", "web", "third"], file.Labels);
        Assert.True(file.Transaction);
        Assert.Equal(TimeSpan.FromMilliseconds(500), file.LockTimeout);
        Assert.Equal(TimeSpan.FromMinutes(5), file.StatementTimeout);
        Assert.Equal(MigrationPhase.Contract, file.Phase);
        Assert.Equal(TimeSpan.FromMinutes(90), file.Estimate);
        Assert.Equal("OPS-1 and more", file.Ticket);
        Assert.Equal("EXISTS (SELECT 1)", file.Requires);
        Assert.Equal([new AllowedRule("drop-column", "nobody reads it")], file.Allow);
    }

    [Theory]
    [InlineData("nosuch x", ErrorIds.DirectiveUnknown)]
    [InlineData("revission 4", ErrorIds.DirectiveUnknown)]
    [InlineData("revision", ErrorIds.DirectiveInvalid)]
    [InlineData("revision a b", ErrorIds.DirectiveInvalid)]
    [InlineData("revision head", ErrorIds.DirectiveInvalid)]
    [InlineData("revision -1", ErrorIds.DirectiveInvalid)]
    [InlineData("revises", ErrorIds.DirectiveInvalid)]
    [InlineData("depends-on ,", ErrorIds.DirectiveInvalid)]
    [InlineData("label", ErrorIds.DirectiveInvalid)]
    [InlineData("transaction maybe", ErrorIds.DirectiveInvalid)]
    [InlineData("transaction", ErrorIds.DirectiveInvalid)]
    [InlineData("lock-timeout 5", ErrorIds.DirectiveInvalid)]
    [InlineData("lock-timeout -5s", ErrorIds.DirectiveInvalid)]
    [InlineData("lock-timeout 1,5s", ErrorIds.DirectiveInvalid)]
    [InlineData("statement-timeout 1 fortnight", ErrorIds.DirectiveInvalid)]
    [InlineData("estimate 999999d", ErrorIds.DirectiveInvalid)]
    [InlineData("phase expanded", ErrorIds.DirectiveInvalid)]
    [InlineData("ticket", ErrorIds.DirectiveInvalid)]
    [InlineData("requires", ErrorIds.DirectiveInvalid)]
    [InlineData("allow drop-column", ErrorIds.DirectiveInvalid)]
    [InlineData("up transaction:perhaps", ErrorIds.DirectiveInvalid)]
    public async Task A_wrong_directive_is_an_error_with_its_line(string directive, string id)
    {
        using var folder = new TestMigrations(("1_a.sql", $"-- a comment\n\n-- migrate:{directive}\nSELECT 1;"));

        var error = (await Assert.ThrowsAsync<PgMigrateException>(folder.Read)).Error;

        Assert.Equal(id, error.Id);
        Assert.EndsWith("1_a.sql", error.Position!.File, StringComparison.Ordinal);
        Assert.Equal((3, 1), (error.Position.Line, error.Position.Column));
        Assert.Contains($"'{directive.Split(' ')[0]}'", error.What, StringComparison.Ordinal);
        if (id == ErrorIds.DirectiveUnknown)
        {
            Assert.Contains("lock-timeout", error.Next, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("SELECT 1;\n-- migrate:ticket X", 2)]
    [InlineData("-- migrate:ticket X\n-- migrate:ticket Y\nSELECT 1;", 2)]
    [InlineData("-- migrate:up\nSELECT 1;\n-- migrate:down\n-- migrate:revises 3\nSELECT 2;", 4)]
    [InlineData("-- migrate:up\nSELECT 1;\n-- migrate:verify\n-- migrate:requires true\nSELECT 2;", 4)]
    public async Task A_directive_where_it_has_no_effect_is_an_error(string text, int line)
    {
        using var folder = new TestMigrations(("1_a.sql", text));
        var error = (await Assert.ThrowsAsync<PgMigrateException>(folder.Read)).Error;
        Assert.Equal((ErrorIds.DirectiveInvalid, line), (error.Id, error.Position!.Line));
    }

    [Fact]
    public async Task A_reverse_file_says_how_it_runs_and_no_more()
    {
        using var folder = new TestMigrations(
            ("1_a.up.sql", "SELECT 1;"), ("1_a.down.sql", "-- migrate:transaction off\n-- migrate:lock-timeout 9s\nSELECT 1;"));
        await folder.Read();

        folder.Write("1_a.down.sql", "-- migrate:label x\nSELECT 1;");
        var error = (await Assert.ThrowsAsync<PgMigrateException>(folder.Read)).Error;
        Assert.Equal(ErrorIds.DirectiveInvalid, error.Id);
        Assert.EndsWith("1_a.down.sql", error.Position!.File, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-- migrate:down\nSELECT 1;", 1)]
    [InlineData("SELECT 0;\n-- migrate:up\nSELECT 1;", 1)]
    [InlineData("-- migrate:up\nSELECT 1;\n-- migrate:up\nSELECT 2;", 3)]
    [InlineData("-- migrate:up\nSELECT 1;\n-- migrate:down\n-- migrate:down", 4)]
    [InlineData("-- MIGRATE:DOWN\nDROP TABLE users;", 1)]
    public async Task Sections_that_do_not_fit_together_are_an_error_with_the_line(string text, int line)
    {
        using var folder = new TestMigrations(("1_a.sql", text));
        var error = (await Assert.ThrowsAsync<PgMigrateException>(folder.Read)).Error;
        Assert.Equal((ErrorIds.SectionInvalid, line), (error.Id, error.Position!.Line));
    }

    [Fact]
    public async Task A_section_marker_in_a_file_of_one_direction_is_refused_and_never_hides_its_statements()
    {
        using var folder = new TestMigrations(("1_a.up.sql", "SELECT 1;"), ("1_a.down.sql", "-- migrate:down\nSELECT 2;"));
        var error = (await Assert.ThrowsAsync<PgMigrateException>(folder.Read)).Error;
        Assert.Equal(ErrorIds.SectionInvalid, error.Id);
        Assert.EndsWith("1_a.down.sql", error.Position!.File, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_marker_options_of_dbmate_are_understood()
    {
        using var folder = new TestMigrations(("20240101000000_a.sql", "-- migrate:up transaction:false\nSELECT 1;\n\n-- migrate:down transaction:false\nSELECT 2;\n"));
        Assert.False(Assert.Single(await folder.Read()).Transaction);
    }

    [Fact]
    public async Task A_file_with_sections_and_directives_in_capitals_is_no_file_without_them()
    {
        using var folder = new TestMigrations(("1_a.sql", "-- MIGRATE:UP\nSELECT 1;\n-- Migrate:Down\nSELECT 2;"));
        var file = Assert.Single(await folder.Read());
        Assert.Equal((MigrationLayout.Sections, file.File), (file.Layout, file.ReverseFile));
    }
}
