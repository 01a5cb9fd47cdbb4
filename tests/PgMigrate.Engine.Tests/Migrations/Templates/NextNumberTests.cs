using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

public sealed class NextNumberTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 15, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("", "0001")]
    [InlineData("0004", "0005")]
    [InlineData("0009,0010,0002", "0011")]
    [InlineData("9", "10")]
    [InlineData("8,9,10", "11")]
    [InlineData("9999", "10000")]
    [InlineData("001", "002")]
    [InlineData("2.1,1.10", "2.2")]
    [InlineData("1.2.9", "1.2.10")]
    [InlineData("20250101120000", "20261120101530")]
    [InlineData("20261120101530", "20261120101531")]
    [InlineData("20991231235959", "21000101000000")]
    [InlineData("2019-02-28-101500", "2026-11-20-101530")]
    [InlineData("2030-02-28-235959", "2030-03-01-000000")]
    [InlineData("2019-02-28", "2026-11-20")]
    [InlineData("2019-02-28-101500,20190228101501", "20261120101530")]
    [InlineData("202501011200", "202611201015")]
    [InlineData("20190228", "20261120")]
    [InlineData("12345678", "12345679")]
    [InlineData("99999999999999", "100000000000000")]
    public void The_next_number_is_in_the_style_of_the_folder(string existing, string expected) =>
        Assert.Equal(expected, NextNumber.After(existing.Split(',', StringSplitOptions.RemoveEmptyEntries), Now));

    [Fact]
    public void Several_numbers_follow_one_another()
    {
        Assert.Equal(["0008", "0009", "0010"], NextNumber.After(["0007"], Now, 3));
        Assert.Equal(["20261120101530", "20261120101531"], NextNumber.After(["20250101120000"], Now, 2));
    }

    [Theory]
    [InlineData("Add Supplier index", "add_supplier_index")]
    [InlineData("  add--users_2fa ", "add_users_2fa")]
    public void Words_become_lower_case_with_underscores(string words, string name) => Assert.Equal(name, MigrationName.From(words));

    [Theory]
    [InlineData("")]
    [InlineData(" _ ")]
    [InlineData("a.up")]
    [InlineData("../a")]
    [InlineData("straße")]
    public void Other_names_are_refused_with_what_is_allowed(string words)
    {
        var error = Assert.Throws<PgMigrateException>(() => MigrationName.From(words)).Error;
        Assert.Equal(ErrorIds.TemplateArgument, error.Id);
        Assert.Contains("letters a to z, digits", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_too_long_for_a_file_is_refused() =>
        Assert.Contains("too long", Assert.Throws<PgMigrateException>(() => MigrationName.From(new string('a', 151))).Error.What, StringComparison.Ordinal);
}
