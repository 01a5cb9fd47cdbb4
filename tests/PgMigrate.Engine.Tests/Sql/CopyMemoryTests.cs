using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Tests.Sql;

public sealed class CopyMemoryTests
{
    [Fact]
    public void Two_hundred_megabytes_of_copy_data_pass_through_a_window()
    {
        const long Wanted = 200_000_000;
        var source = new GeneratedScript(Wanted);
        var reader = new SqlScriptReader(source, null);
        Assert.True(Assert.IsType<ScriptStatement>(reader.Read()).CopiesFromStdin);

        var before = GC.GetAllocatedBytesForCurrentThread();
        long characters = 0;
        for (var piece = reader.ReadCopyData(); !piece.IsEmpty; piece = reader.ReadCopyData())
        {
            characters += piece.Length;
        }

        Assert.Equal(source.DataLength, characters);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 30_000_000);
        var last = Assert.IsType<ScriptStatement>(reader.Read());
        Assert.Equal(("SELECT 1", source.Lines + 3, 1), (last.Text, last.Line, last.Column));
    }

    [Fact]
    public void Data_that_nobody_asks_for_and_many_small_statements_need_no_memory_either()
    {
        var reader = new SqlScriptReader(new GeneratedScript(20_000_000), null);
        reader.Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("SELECT 1", reader.Read()!.Text);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    /// <summary>COPY, generated lines, and a statement behind them; nothing of it exists as a whole.</summary>
    private sealed class GeneratedScript(long length) : TextReader
    {
        private const string Line = "4711\tsome text with ; and ' and \\\\. in it\t2024-01-01 00:00:00\t\\N\n";
        private string current = "COPY t FROM stdin;\n";
        private int position;
        private bool ended;

        public long DataLength => Lines * (long)Line.Length;

        public int Lines => (int)(length / Line.Length);

        private long Written { get; set; }

        public override int ReadBlock(Span<char> buffer)
        {
            var filled = 0;
            while (filled < buffer.Length)
            {
                if (position == current.Length && !Next())
                {
                    break;
                }

                var count = Math.Min(buffer.Length - filled, current.Length - position);
                current.AsSpan(position, count).CopyTo(buffer[filled..]);
                position += count;
                filled += count;
            }

            return filled;
        }

        private bool Next()
        {
            position = 0;
            if (Written < Lines)
            {
                Written++;
                current = Line;
                return true;
            }

            current = "\\.\nSELECT 1;\n";
            return !ended && (ended = true);
        }
    }
}
