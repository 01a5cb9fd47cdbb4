using FsCheck;
using FsCheck.Fluent;
using PgMigrate.Engine.Migrations.Files;

namespace PgMigrate.Engine.Tests.Migrations;

public sealed class MigrationNumberTests
{
    private static MigrationNumber Number(string stem)
    {
        Assert.True(MigrationNumber.TryParse(stem, out var number, out _), stem);
        return number;
    }

    [Theory]
    [InlineData("9_x", "10_y")]
    [InlineData("0009", "10")]
    [InlineData("1.9", "1.10")]
    [InlineData("1.2", "1.2.0")]
    [InlineData("2019-02-28-101500_b", "20190301000000_a")]
    [InlineData("20190228101500", "2019-02-28-101501")]
    [InlineData("2019-02-28", "20190301")]
    [InlineData("2019-02-28-9_x", "2019-02-28-10_y")]
    [InlineData("2019-02-28-9_x", "2019-03-01-1_y")]
    [InlineData("2026-05-27-120000_a", "2026-05-27-120000-0000_b")]
    [InlineData("2026-05-27-120000-0000_a", "2026-05-27-120000-0001_b")]
    [InlineData("2026-05-27-120000-0001_a", "2026-05-28-000000_b")]
    [InlineData("999999999999999999999999999999", "1000000000000000000000000000000")]
    public void Numbers_are_ordered_as_numbers_part_by_part(string lower, string higher)
    {
        Assert.True(Number(lower).CompareTo(Number(higher)) < 0);
        Assert.True(Number(higher).CompareTo(Number(lower)) > 0);
        Assert.False(Number(lower).Equals(Number(higher)));
        Assert.True(Number(lower) != Number(higher));
    }

    [Theory]
    [InlineData("1.0", "01.0")]
    [InlineData("4_a", "0004-b")]
    [InlineData("0", "000")]
    [InlineData("2019-02-28-101500_a", "20190228101500_b")]
    [InlineData("2019-02-28", "20190228")]
    [InlineData("000000000000000000000000000000000000001", "1")]
    public void Zeros_in_front_and_hyphens_of_a_date_make_no_difference_to_equality_order_and_hash(string one, string other)
    {
        Assert.True(Number(one) == Number(other));
        Assert.Equal(0, Number(one).CompareTo(Number(other)));
        Assert.True(Number(one).Equals((object)Number(other)));
        Assert.Equal(Number(one).GetHashCode(), Number(other).GetHashCode());
    }

    [Theory]
    [InlineData("0004_add_users", "0004", "add_users")]
    [InlineData("4-add-users", "4", "add-users")]
    [InlineData("4 add users", "4", "add users")]
    [InlineData("2019-02-28-101500_x", "2019-02-28-101500", "x")]
    [InlineData("2019-02-28-2fa", "2019-02-28", "2fa")]
    [InlineData("2026-05-27-120000-0000_x", "2026-05-27-120000-0000", "x")]
    [InlineData("1.2.10__x", "1.2.10", "x")]
    [InlineData("7", "7", "")]
    public void The_words_behind_the_number_are_the_name(string stem, string number, string name)
    {
        Assert.True(MigrationNumber.TryParse(stem, out var parsed, out var words));
        Assert.Equal((number, name), (parsed.Text, words));
    }

    [Theory]
    [InlineData("")]
    [InlineData("add_users")]
    [InlineData("12abc")]
    [InlineData("V1__init")]
    [InlineData("1.x")]
    [InlineData("٤_arabic_digit")]
    public void Other_names_have_no_number(string stem) => Assert.False(MigrationNumber.TryParse(stem, out _, out _));

    [Fact]
    public void The_order_is_total_whatever_the_numbers()
    {
        var part = Gen.Choose(0, 120).Select(n => n.ToString("00", System.Globalization.CultureInfo.InvariantCulture).PadLeft((n % 4) + 1, '0'));
        var dotted = Gen.Choose(1, 3).SelectMany(count => part.ListOf(count)).Select(parts => string.Join('.', parts));
        var dates = Gen.Elements("2019-02-28", "20190228", "2019-02-28-101500", "20190228101500", "2019-02-28-1", "2019-02-28-101500-0001", "2019-03-01");
        var number = Gen.OneOf(dotted, dates).Select(Number);
        Prop.ForAll(
            Arb.From(number.ListOf(3)),
            n =>
            {
                var (a, b, c) = (n[0], n[1], n[2]);
                Assert.Equal(Math.Sign(a.CompareTo(b)), -Math.Sign(b.CompareTo(a)));
                Assert.Equal(a.CompareTo(b) == 0, a.Equals(b));
                Assert.True(!a.Equals(b) || a.GetHashCode() == b.GetHashCode());
                Assert.True(a.CompareTo(b) > 0 || b.CompareTo(c) > 0 || a.CompareTo(c) <= 0);
            }).QuickCheckThrowOnFailure();
    }
}
