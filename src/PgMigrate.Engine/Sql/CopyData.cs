using PgMigrate.Errors;

namespace PgMigrate.Engine.Sql;

/// <summary>The data lines behind a COPY … FROM stdin, up to the line <c>\.</c>, streamed through the window.</summary>
internal sealed class CopyData
{
    private readonly ScriptWindow window;
    private readonly string? file;
    private readonly ScriptStatement copy;
    private readonly char lineEnd;
    private readonly string marker;
    private bool atLineStart = true;

    private CopyData(ScriptWindow window, string? file, ScriptStatement copy, char lineEnd)
    {
        this.window = window;
        this.file = file;
        this.copy = copy;
        this.lineEnd = lineEnd;
        marker = $"{lineEnd}\\.";
    }

    /// <summary>True when the closing line has been read.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Moves from behind the semicolon to the first data line.</summary>
    public static CopyData Begin(ScriptWindow window, string? file, ScriptStatement copy, bool closed)
    {
        if (!closed)
        {
            throw Missing(file, copy, "has no closing semicolon and no data");
        }

        window.Keep = window.Position;
        int at;
        while ((at = window.Rest.IndexOfAny('\n', '\r')) < 0 || (at + 1 == window.Rest.Length && !window.AtEnd))
        {
            if (!window.Fill() && at < 0)
            {
                throw Missing(file, copy, "is followed by no data");
            }
        }

        var rest = window.Rest[..at].Trim(" \t\f\v");
        if (rest.Length > 0 && !rest.StartsWith("--", StringComparison.Ordinal))
        {
            window.Position += window.Rest.IndexOf(rest, StringComparison.Ordinal);
            throw ScriptError.At(
                ErrorIds.CopyDataUnterminated,
                window.PlaceOf(window.Position).In(file),
                Excerpt.At(window.Text, window.Position),
                "Behind COPY … FROM stdin there is something else on the line.",
                "Put the data on the lines that follow; what stands here belongs behind the closing line \\. of the data.");
        }

        var end = window.Rest[at];
        if (end == '\r' && at + 1 < window.Rest.Length && window.Rest[at + 1] == '\n')
        {
            end = '\n';
            at++;
        }

        window.Position += at + 1;
        window.PlaceOf(window.Position);
        window.Keep = window.Position;
        return new CopyData(window, file, copy, end);
    }

    /// <summary>The next piece of the data, good until the next call; empty at the end.</summary>
    public ReadOnlyMemory<char> Next(int limit)
    {
        while (!AtEnd)
        {
            var length = Ready();
            if (length > 0)
            {
                length = Math.Min(length, limit);
                var start = window.Position;
                var memory = window.Memory(start, length);
                atLineStart = memory.Span[^1] == lineEnd;
                window.SkipLines(length, lineEnd);
                return memory;
            }

            if (!AtEnd && !window.Fill())
            {
                throw Missing(file, copy, "has data that does not end");
            }
        }

        return default;
    }

    // How much of the window is certainly data. 0: the end, when AtEnd is set now, else more has to be read.
    private int Ready()
    {
        var rest = window.Rest;
        if (atLineStart && rest.StartsWith("\\."))
        {
            if (rest.Length == 2 && !window.AtEnd)
            {
                return 0;
            }

            if (rest.Length == 2 || rest[2] is '\n' or '\r')
            {
                window.Position += 2;
                window.Keep = window.Position;
                AtEnd = true;
                return 0;
            }
        }
        else if (atLineStart && rest.Length < 2 && rest.StartsWith("\\") && !window.AtEnd)
        {
            return 0;
        }

        for (var from = 0; ;)
        {
            var at = rest[from..].IndexOf(marker, StringComparison.Ordinal);
            if (at < 0)
            {
                // The window may end within the marker.
                return window.AtEnd ? rest.Length
                    : rest.EndsWith(marker.AsSpan(0, 2)) ? rest.Length - 1
                    : rest.Length;
            }

            from += at + 1;
            var behind = from + 2;
            if (behind >= rest.Length || rest[behind] is '\n' or '\r')
            {
                return from;
            }
        }
    }

    private static PgMigrateException Missing(string? file, ScriptStatement copy, string how) => ScriptError.At(
        ErrorIds.CopyDataUnterminated,
        copy.Position with { File = file },
        Excerpt.At(copy.Text, 0),
        $"This COPY … FROM stdin {how}.",
        "Put the data on the lines behind its semicolon and close them with a line that holds only \\. – without data that line alone.");
}
