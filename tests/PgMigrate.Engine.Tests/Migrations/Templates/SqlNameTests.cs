using System.Text;
using Npgsql;
using PgMigrate.Engine.Migrations.Templates;
using PgMigrate.Engine.Tests.Servers;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

public sealed class SqlNameTests
{
    [Fact]
    public void A_derived_name_that_fits_stays_as_it_is() => Assert.Equal(new string('ü', 31) + "x", SqlName.Shorten(new string('ü', 31) + "x"));

    [Theory]
    [InlineData("ü")]
    [InlineData("😀")]
    [InlineData("e\u0301")]
    [InlineData("👩‍👩‍👧")]
    public void A_derived_name_too_long_is_cut_between_characters_and_stays_unique(string character)
    {
        var name = string.Concat(Enumerable.Repeat(character, 40));
        var one = SqlName.Shorten("ix_" + name + "_a");
        var two = SqlName.Shorten("ix_" + name + "_b");
        Assert.NotEqual(one, two);
        Assert.Equal(one, SqlName.Shorten("ix_" + name + "_a"));
        Assert.InRange(Encoding.UTF8.GetByteCount(one), 30, 63);
        var kept = one["ix_".Length..^"_01234567".Length];
        Assert.Equal(string.Empty, kept.Replace(character, string.Empty, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Names_are_quoted_wherever_the_server_itself_would_quote_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var connection = await database.OpenAsync();
        var words = (string[])(await new NpgsqlCommand("SELECT array_agg(word) FROM pg_get_keywords()", connection).ExecuteScalarAsync())!;
        foreach (var word in words.Concat(["a", "_a1", "1a", "A", "a$b", "a b", "ä", "a\"b", "a.b", "'"]))
        {
            var server = await new NpgsqlCommand("SELECT quote_ident($1)", connection) { Parameters = { new() { Value = word } } }.ExecuteScalarAsync() as string;
            Assert.True(SqlName.Quote(word) == server || SqlName.Quote(word) == $"\"{word}\"", $"{word}: {SqlName.Quote(word)}, server: {server}");
        }
    }
}
