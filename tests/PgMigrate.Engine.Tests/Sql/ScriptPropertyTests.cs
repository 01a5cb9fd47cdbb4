using FsCheck;
using FsCheck.Fluent;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Sql;

/// <summary>FsCheck names the seed of a script that fails: <c>ScriptGrammar.Of(seed)</c> writes it again.</summary>
public sealed class ScriptPropertyTests
{
    private static readonly string[] Known =
    [
        ErrorIds.UnterminatedQuote, ErrorIds.UnterminatedComment, ErrorIds.UnbalancedParenthesis,
        ErrorIds.CopyDataUnterminated, ErrorIds.MetaCommandRefused, ErrorIds.FileNotUtf8,
    ];

    [Fact]
    public void Whatever_is_nested_in_whatever_each_statement_is_cut_where_it_was_written() => ForAllSeeds(2000, seed =>
    {
        var grammar = ScriptGrammar.Of(seed);
        var items = SqlScript.ReadAll(grammar.Script, null);
        Assert.Equal(grammar.Statements, items.Select(i => ((int)i.Offset, i.Text)));
    });

    [Fact]
    public void Statements_and_the_gaps_between_them_are_the_whole_script() => ForAllSeeds(1000, seed =>
    {
        var script = ScriptGrammar.Of(seed).Script;
        var rest = script;
        var end = 0;
        foreach (var item in SqlScript.ReadAll(script, null))
        {
            var gap = script[end..(int)item.Offset];
            Assert.All(SqlTokens.Of(gap), t => Assert.Equal(SqlTokenKind.Semicolon, t.Kind));
            Assert.StartsWith(gap + item.Text, rest, StringComparison.Ordinal);
            rest = rest[(gap.Length + item.Text.Length)..];
            end = (int)item.Offset + item.Text.Length;
        }

        Assert.All(SqlTokens.Of(rest), t => Assert.Equal(SqlTokenKind.Semicolon, t.Kind));
    });

    [Fact]
    public void Each_place_is_the_one_that_counting_line_ends_gives() => ForAllSeeds(500, seed =>
    {
        var script = ScriptGrammar.Of(seed).Script;
        foreach (var item in SqlScript.ReadAll(script, null))
        {
            var before = script[..(int)item.Offset].Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
            Assert.Equal(before.Count(c => c == '\n') + 1, item.Line);
            Assert.Equal(before.Length - before.LastIndexOf('\n'), item.Column);
        }
    });

    [Fact]
    public void It_makes_no_difference_in_which_pieces_a_script_arrives() => ForAllSeeds(400, seed =>
    {
        var random = new Random(seed);
        var script = random.Next(2) == 0
            ? ScriptGrammar.Of(seed).Script
            : ScriptGrammar.Of(seed).Script + Copy(random) + ScriptGrammar.Of(seed + 1).Script + Garbage(random);
        var whole = Outcome(new SqlScriptReader(new StringReader(script), null));
        foreach (var size in new[] { 1, 2, 3, 5, 7, 64 })
        {
            Assert.Equal(whole, Outcome(new SqlScriptReader(new Trickle(script, size), null, firstWindow: size, usualWindow: size)));
        }
    });

    [Fact]
    public void Garbage_is_read_or_refused_and_never_breaks_the_reader() => ForAllSeeds(3000, seed =>
    {
        var outcome = Outcome(new SqlScriptReader(new StringReader(Garbage(new Random(seed))), null));
        Assert.InRange(outcome.Count, 1, 10_000);
    });

    [Fact]
    public void A_quoted_name_or_value_is_read_back_as_it_was() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var value = text.Get.Replace("\0", "", StringComparison.Ordinal);
            var literal = SqlLiteral.Quote(value);
            var token = Assert.Single(SqlTokens.Of(literal));
            Assert.Equal(value, SqlLiteral.ValueOf(token, literal));
            if (value.Length > 0)
            {
                var quoted = SqlIdentifier.Quote(value);
                Assert.Equal(SqlIdentifier.Truncate(value), SqlIdentifier.NameOf(Assert.Single(SqlTokens.Of(quoted)).Kind, quoted));
            }
        }).QuickCheckThrowOnFailure();

    private static void ForAllSeeds(int count, Action<int> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(count));

    private static string Copy(Random random) =>
        $"\n;COPY t FROM stdin;{(random.Next(2) == 0 ? "\n" : "\r\n")}" +
        string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "\\.'\t;a\r\"$"[random.Next(9)])) + "x\n")) +
        "\\.\n";

    private static string Garbage(Random random)
    {
        string[] pieces =
        [
            "'", "\"", ";", "(", ")", "\\", "$", "$$", "$a$", "--", "/*", "*/", "\n", "\r", " ", "é", "\uD83D", "\uDE00", "a", "E", "U&", "e'", "u&\"",
            "1", ".", "1e+", "CREATE", "FUNCTION", "BEGIN", "ATOMIC", "END", "COPY t FROM stdin", "\\.", "\\echo x", "-- migrate:up\n", "\0", "\uFEFF", "SET",
            "standard_conforming_strings", "off", "WITH", "AS", "REINDEX (", "CONCURRENTLY", "DO", "SELECT", "CYCLE", "=", ",", "UESCAPE", "DROP INDEX",
        ];
        return string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(3) == 0 ? " " : "")));
    }

    // Everything that a reader gives, data and the error at the end included.
    private static List<string> Outcome(SqlScriptReader reader)
    {
        var outcome = new List<string>();
        try
        {
            while (reader.Read() is { } item)
            {
                outcome.Add($"{item.GetType().Name} {item.Position} {item.Offset} {(item as ScriptStatement)?.Facts.Verb} {item.Text}");
                if (item is ScriptStatement { CopiesFromStdin: true } && item.Text.Length % 2 == 1)
                {
                    var data = new StringWriter();
                    reader.CopyDataTo(data);
                    outcome.Add(data.ToString());
                }
            }

            outcome.Add("end");
        }
        catch (PgMigrateException e)
        {
            Assert.Contains(e.Error.Id, Known);
            Assert.NotNull(e.Error.Position);
            outcome.Add($"{e.Error.Id} {e.Error.Position}");
        }

        return outcome;
    }

    // Gives no more than a few characters at a time.
    private sealed class Trickle(string text, int most) : TextReader
    {
        private int position;

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

        public override int Read(Span<char> buffer)
        {
            var length = Math.Min(Math.Min(most, buffer.Length), text.Length - position);
            text.AsSpan(position, length).CopyTo(buffer);
            position += length;
            return length;
        }
    }
}
