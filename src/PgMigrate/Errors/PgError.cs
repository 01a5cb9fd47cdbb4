using System.Text;
using PgMigrate.Events;

namespace PgMigrate.Errors;

/// <summary>What went wrong, where, and what to do next.</summary>
public sealed record PgError
{
    /// <summary>One of <see cref="ErrorIds"/>; part of the public surface.</summary>
    public required string Id { get; init; }

    public required PgErrorKind Kind { get; init; }

    /// <summary>What happened, in one sentence.</summary>
    public required string What { get; init; }

    /// <summary>What to do next: a sentence, or a command to run.</summary>
    public required string Next { get; init; }

    /// <summary>The database concerned, as <c>host:port/database</c>.</summary>
    public string? Database { get; init; }

    /// <summary>The revision concerned.</summary>
    public string? Revision { get; init; }

    public SourcePosition? Position { get; init; }

    /// <summary>The line at <see cref="Position"/>, shortened, without its line end; a caret goes under <see cref="ExcerptCaret"/>.</summary>
    public string? Excerpt { get; init; }

    /// <summary>From 1: the column of <see cref="Excerpt"/> that the caret points at.</summary>
    public int ExcerptCaret { get; init; }

    /// <summary>The statement, shortened.</summary>
    public string? Statement { get; init; }

    /// <summary>The server's five-character code (PostgreSQL documentation, appendix A).</summary>
    public string? SqlState { get; init; }

    /// <summary>The server's DETAIL.</summary>
    public string? Detail { get; init; }

    /// <summary>The server's HINT.</summary>
    public string? Hint { get; init; }

    /// <summary>Who held the locks that were waited for.</summary>
    public IReadOnlyList<PgBlocker> Blockers { get; init => field = Indexable.Array(value); } = [];

    /// <summary>The whole of it as text: what, where with the line and a caret, the server's detail and hint, next.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(What);
        if (Position is not null)
        {
            text.Append("\n  at ").Append(Position);
        }

        if (Excerpt is not null)
        {
            text.Append("\n    ").Append(Excerpt.Replace('\t', ' '));
            if (ExcerptCaret > 0)
            {
                text.Append("\n    ").Append(' ', ExcerptCaret - 1).Append('^');
            }
        }
        else if (Statement is not null)
        {
            text.Append("\n  statement: ").Append(Statement);
        }

        AppendLine(text, "SQLSTATE", SqlState);
        AppendLine(text, "detail", Detail);
        AppendLine(text, "hint", Hint);
        foreach (var blocker in Blockers)
        {
            AppendLine(text, "blocked by", blocker.ToString());
        }

        AppendLine(text, "next", Next);
        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.Append("\n  ").Append(label).Append(": ").Append(value);
        }
    }
}
