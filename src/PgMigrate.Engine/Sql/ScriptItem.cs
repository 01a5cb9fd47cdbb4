using PgMigrate.Errors;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Sql;

/// <summary>Something that a script is made of.</summary>
internal abstract class ScriptItem
{
    public required string? File { get; init; }

    /// <summary>From 1.</summary>
    public required int Line { get; init; }

    /// <summary>From 1, in UTF-16 code units.</summary>
    public required int Column { get; init; }

    /// <summary>Of the first character, in UTF-16 code units from the script's start, a byte order mark included.</summary>
    public required long Offset { get; init; }

    /// <summary>As written.</summary>
    public required string Text { get; init; }

    public SourcePosition Position => new(File, Line, Column);
}

/// <summary>A statement; <see cref="ScriptItem.Text"/> is without the closing semicolon and the comments and blanks around it.</summary>
internal sealed class ScriptStatement : ScriptItem
{
    private IReadOnlyList<SqlToken>? tokens;

    public required StatementFacts Facts { get; init; }

    /// <summary>True when standard_conforming_strings was off where it stands.</summary>
    public bool BackslashEscapes { get; init; }

    /// <summary>What it is, in the words of the documentation; "" when it was not recognised.</summary>
    public string Verb => Facts.Verb;

    public StatementTransaction Transaction => Facts.Transaction;

    /// <summary>False only when it is certain that it changes nothing.</summary>
    public bool Writes => Facts.Writes;

    /// <summary>True when it could leave something behind in the session that the next migration would see.</summary>
    public bool TouchesSession => Facts.TouchesSession;

    /// <summary>True when data lines follow it in the script.</summary>
    public bool CopiesFromStdin => Facts.CopiesFromStdin;

    /// <summary>What it leaves when it cannot share a transaction, to be checked after a crash.</summary>
    public StatementEffect Effect => Facts.Effect;

    /// <summary>Without comments; places are relative to <see cref="ScriptItem.Text"/>. Made when first asked for.</summary>
    public IReadOnlyList<SqlToken> Tokens => tokens ??= SqlTokens.Of(Text, BackslashEscapes);

    public override string ToString() => Text;
}

/// <summary>A line comment <c>-- migrate:key value</c> at the start of a line between statements.</summary>
internal sealed class DirectiveComment : ScriptItem
{
    /// <summary>In lower case.</summary>
    public required string Key { get; init; }

    /// <summary>What follows the key on the line, without blanks around it; "" when there is nothing.</summary>
    public required string Value { get; init; }

    /// <summary>True for the keys that start a section: up, down, verify.</summary>
    public bool IsSection => DirectiveLine.IsSection(Key);

    public override string ToString() => Text;
}
