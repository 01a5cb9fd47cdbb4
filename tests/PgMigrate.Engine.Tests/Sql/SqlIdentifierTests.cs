using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Tests.Sql;

public sealed class SqlIdentifierTests
{
    [Theory]
    [InlineData("a", "\"a\"")]
    [InlineData("A b.c", "\"A b.c\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("\"", "\"\"\"\"")]
    [InlineData("Привет😀", "\"Привет😀\"")]
    public void A_name_is_always_quoted(string name, string quoted)
    {
        Assert.Equal(quoted, SqlIdentifier.Quote(name));
        Assert.Equal($"{quoted}.{quoted}", new QualifiedName(name, name).ToString());
        Assert.Equal(quoted, new QualifiedName(null, name).ToString());
    }

    [Fact]
    public void A_name_that_cannot_be_one_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SqlIdentifier.Quote(""));
        Assert.Throws<ArgumentException>(() => SqlIdentifier.Quote("a\0"));
        Assert.Throws<ArgumentException>(() => SqlLiteral.Quote("a\0"));
    }

    [Theory]
    [InlineData("", "''")]
    [InlineData("it's", "'it''s'")]
    [InlineData("a\\b'", "E'a\\\\b'''")]
    [InlineData("two\nlines", "'two\nlines'")]
    public void A_literal_means_the_same_whatever_the_string_settings(string value, string quoted) =>
        Assert.Equal(quoted, SqlLiteral.Quote(value));

    [Fact]
    public void A_name_is_cut_at_63_bytes_and_never_inside_a_character()
    {
        Assert.Equal(new string('a', 63), SqlIdentifier.Truncate(new string('a', 64)));
        Assert.Equal(string.Concat(Enumerable.Repeat("é", 31)), SqlIdentifier.Truncate(string.Concat(Enumerable.Repeat("é", 40))));
        Assert.Equal("a" + string.Concat(Enumerable.Repeat("😀", 15)), SqlIdentifier.Truncate("a" + string.Concat(Enumerable.Repeat("😀", 20))));
        Assert.Equal(new string('a', 63), SqlIdentifier.Truncate(new string('a', 63)));
    }
}
