using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Migrations;

public sealed class FileChecksumTests
{
    // Files above this are read in blocks and never kept.
    private const int Large = 300 * 1024;

    private static string Of(params byte[][] blocks)
    {
        using var checksum = new TextChecksum();
        foreach (var block in blocks)
        {
            checksum.Append(block);
        }

        return checksum.Finish();
    }

    private static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("a\r\nb\r\n")]
    [InlineData("a\rb\r")]
    [InlineData("a\r\nb\n")]
    [InlineData("\uFEFFa\nb\n")]
    [InlineData("\uFEFFa\r\nb\r")]
    public void Line_ends_and_a_byte_order_mark_make_no_difference(string text) => Assert.Equal(Of("a\nb\n"), Of(text));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\nb\n\n")]
    [InlineData("a\n\nb\n")]
    [InlineData("a \nb\n")]
    [InlineData("A\nb\n")]
    [InlineData("a\nb\n\uFEFF")]
    [InlineData("\uFEFF\uFEFFa\nb\n")]
    [InlineData("a\n\u0000b\n")]
    [InlineData("")]
    public void Everything_else_makes_a_difference(string text) => Assert.NotEqual(Of("a\nb\n"), Of(text));

    [Fact]
    public void A_checksum_is_that_of_the_plain_text() => Assert.Equal(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Of("abc"));

    [Fact]
    public void It_does_not_depend_on_where_the_blocks_are_cut()
    {
        var piece = Gen.Elements("\r", "\n", "\r\n", "a", "ü", "😀", "€", "\uFEFF", "--");
        Prop.ForAll(
            Arb.From(piece.ListOf(12)),
            Arb.From(Gen.Choose(0, 40).ListOf(4)),
            (pieces, cuts) =>
            {
                var bytes = Encoding.UTF8.GetBytes("x" + string.Concat(pieces));
                var places = cuts.Select(c => Math.Min(c, bytes.Length)).Order().Append(bytes.Length).ToList();
                var blocks = new List<byte[]>();
                var start = 0;
                foreach (var place in places)
                {
                    blocks.Add(bytes[start..place]);
                    start = place;
                }

                Assert.Equal(Of(bytes), Of([.. blocks]));
            }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("ü")]
    [InlineData("😀")]
    [InlineData("-- migrate:label x\n")]
    public void A_large_file_is_read_alike_wherever_a_block_ends_in_it(string unit)
    {
        using var folder = new TestMigrations();
        var length = Encoding.UTF8.GetByteCount(unit);
        for (var shift = 0; shift < length; shift++)
        {
            // Blocks of 128 KB: each shift puts another byte of the unit at their border.
            var head = new string('\n', (128 * 1024) - shift - 1) + "\n";
            var text = head + unit + "SELECT 'end';\n" + new string(' ', Large);
            var path = folder.Write("1_a.sql", text);
            var content = FileContent.Read(path, new TextAllowance());

            Assert.Null(content.Text);
            Assert.Equal(Of(text), content.Checksum);
            Assert.Equal(unit.Contains("migrate:", StringComparison.Ordinal), content.HasDirectives);
            using var reader = content.Open();
            Assert.Equal(text, reader.ReadToEnd());
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Large)]
    public void A_byte_order_mark_is_no_part_of_the_text_whatever_the_size(int padding)
    {
        using var folder = new TestMigrations();
        var path = Path.Combine(folder.Path, "1_a.sql");
        var text = "SELECT 1;" + new string(' ', padding);
        File.WriteAllText(path, text, new UTF8Encoding(true));
        var content = FileContent.Read(path, new TextAllowance());
        Assert.Equal(Of(text), content.Checksum);
        using var reader = content.Open();
        Assert.Equal(text, reader.ReadToEnd());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Large)]
    public void A_file_that_is_not_UTF8_is_refused_with_the_place(int padding)
    {
        using var folder = new TestMigrations();
        var path = Path.Combine(folder.Path, "1_a.sql");
        byte[] bytes = [.. Encoding.UTF8.GetBytes("SELECT 'ü',\r\n'" + new string('x', padding)), 0xE4, .. "';"u8];
        File.WriteAllBytes(path, bytes);

        var error = Assert.Throws<PgMigrateException>(() => FileContent.Read(path, new TextAllowance())).Error;

        Assert.Equal(ErrorIds.FileNotUtf8, error.Id);
        Assert.Equal(new SourcePosition(path, 2, padding + 2), error.Position);
        Assert.Contains("UTF-8", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_ends_inside_a_character_is_refused() =>
        Assert.Throws<DecoderFallbackException>(() => Of([0x61, 0xE2, 0x82]));

    [Fact]
    public void What_a_folder_keeps_in_memory_is_limited_and_what_is_not_kept_is_read_again_and_checked()
    {
        using var folder = new TestMigrations();
        var path = folder.Write("1_a.sql", "SELECT 'one';");
        var content = FileContent.Read(path, new TextAllowance(5));
        Assert.Null(content.Text);
        using (var cursor = new ScriptCursor(content, null, new SqlVariables(new Dictionary<string, string>()), verify: true))
        {
            Assert.Equal("SELECT 'one'", cursor.Next()!.Text);
            Assert.Null(cursor.Next());
        }

        folder.Write("1_a.sql", "SELECT 'two';");
        using var edited = new ScriptCursor(content, null, new SqlVariables(new Dictionary<string, string>()), verify: true);
        var failure = Assert.Throws<PgMigrateException>(() =>
        {
            while (edited.Next() is not null)
            {
            }
        });
        Assert.Equal(ErrorIds.PlanOutdated, failure.Error.Id);
    }
}
