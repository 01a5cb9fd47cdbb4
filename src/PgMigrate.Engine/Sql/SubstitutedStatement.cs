using PgMigrate.Errors;

namespace PgMigrate.Engine.Sql;

/// <summary>Reads a statement again after values went into it: it must still be one statement, and may be another kind of one.</summary>
internal static class SubstitutedStatement
{
    public static ScriptStatement Read(ScriptStatement source, string text, IReadOnlyList<StatementText.Replacement> replacements)
    {
        PgMigrateException? fault = null;
        try
        {
            var reader = new SqlScriptReader(new StringReader(text), source.File, source.BackslashEscapes);
            if (reader.Read() is ScriptStatement first && first.Offset + first.Text.Length == text.AsSpan().TrimEnd(" \t\n\r\f\v").Length)
            {
                return new ScriptStatement
                {
                    File = source.File,
                    Line = source.Line,
                    Column = source.Column,
                    Offset = source.Offset,
                    Text = text,
                    BackslashEscapes = source.BackslashEscapes,
                    Facts = first.Facts,
                };
            }
        }
        catch (PgMigrateException e)
        {
            fault = e;
        }

        throw SqlVariables.Invalid(
            source,
            replacements[0].SourceStart,
            "With the values of its variables this is not one statement any more: a value outside quotes holds a semicolon, a comment, or a quote or parenthesis without its partner.",
            fault);
    }
}
