using System.Text;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Sql;

/// <summary>
/// Puts declared values in the place of <c>${name}</c>. A value is data: inside a string or a quoted identifier it is
/// escaped for that quote, inside a dollar quote and in plain code it goes in as it is. Comments are left alone. Outside
/// quotes <c>${</c> is no SQL, so a name there that nobody declared is an error; inside it is text.
/// </summary>
internal sealed class SqlVariables(IReadOnlyDictionary<string, string> values)
{
    public StatementText Substitute(ScriptStatement statement)
    {
        if (!statement.Text.Contains("${", StringComparison.Ordinal))
        {
            return new StatementText(statement);
        }

        var result = new StringBuilder(statement.Text.Length);
        var replacements = new List<StatementText.Replacement>();
        var position = 0;
        foreach (var token in SqlTokens.Of(statement.Text, statement.BackslashEscapes, withComments: true))
        {
            var context = VariableContext.Of(token, statement.Text);
            if (context == VariableContext.Code)
            {
                continue;
            }

            Append(statement, position, token.Start, VariableContext.Code, result, replacements);
            var bodyStart = result.Length;
            Append(statement, token.Start, token.End, context, result, replacements);
            context.Check(result, bodyStart, statement, token);
            position = token.End;
        }

        Append(statement, position, statement.Text.Length, VariableContext.Code, result, replacements);
        return replacements.Count == 0
            ? new StatementText(statement)
            : new StatementText(statement, SubstitutedStatement.Read(statement, result.ToString(), replacements), replacements);
    }

    private void Append(
        ScriptStatement statement, int start, int end, VariableContext context, StringBuilder result, List<StatementText.Replacement> replacements)
    {
        var text = statement.Text;
        while (start < end)
        {
            var at = context.Replaces ? text.AsSpan(start, end - start).IndexOf("${", StringComparison.Ordinal) : -1;
            if (at < 0)
            {
                break;
            }

            result.Append(text, start, at);
            start += at;
            var length = NameLength(text.AsSpan(start + 2, end - start - 2));
            var name = text.Substring(start + 2, Math.Max(length, 0));
            if (length < 0 || !values.TryGetValue(name, out var value))
            {
                if (length >= 0 && context == VariableContext.Code)
                {
                    throw Undeclared(statement, start, name);
                }

                result.Append("${");
                start += 2;
                continue;
            }

            if (value.Contains('\0', StringComparison.Ordinal))
            {
                throw Invalid(statement, start, $"The value of the variable {name} holds a zero character, which PostgreSQL does not take.");
            }

            var escaped = context.Escape(value);
            replacements.Add(new StatementText.Replacement(start, length + 3, result.Length, escaped.Length));
            result.Append(escaped);
            start += length + 3;
        }

        result.Append(text, start, end - start);
    }

    // [A-Za-z_][A-Za-z0-9_]* up to a closing brace; -1 when it is no name.
    private static int NameLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (text[length] == '_' || (length == 0 ? char.IsAsciiLetter(text[length]) : char.IsAsciiLetterOrDigit(text[length]))))
        {
            length++;
        }

        return length > 0 && length < text.Length && text[length] == '}' ? length : -1;
    }

    private PgMigrateException Undeclared(ScriptStatement statement, int index, string name)
    {
        var declared = values.Count == 0
            ? "none is declared"
            : $"declared are {string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}";
        return At(
            ErrorIds.VariableUndeclared,
            statement,
            index,
            $"The variable {name} is not declared; {declared}.",
            $"Give its value at the command (-Variable @{{ {name} = '…' }}) or under \"variables\" of the environment in pgmigrate.json.");
    }

    internal static PgMigrateException Invalid(ScriptStatement statement, int index, string what, Exception? inner = null) =>
        At(ErrorIds.VariableInvalid, statement, index, what, "Choose another value, or another kind of quote around the variable.", inner);

    private static PgMigrateException At(string id, ScriptStatement statement, int index, string what, string next, Exception? inner = null)
    {
        var place = new ScriptPlace(statement.Line, statement.Column, statement.Offset);
        place.Advance(statement.Text.AsSpan(0, index));
        return ScriptError.At(id, place.In(statement.File), Excerpt.At(statement.Text, index), what, next, inner);
    }
}
