using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>
/// A script has no parameters. <c>$1</c> in a plain query would make the server wait for a value that never comes, which the
/// driver takes for a broken connection; in PREPARE and in function bodies it is what it should be.
/// </summary>
internal static class ParameterRule
{
    public static void ThrowIfBroken(StatementText statement)
    {
        if (statement.Sent.Verb is not ("SELECT" or "INSERT" or "UPDATE" or "DELETE" or "MERGE" or "VALUES" or "TABLE")
            || !statement.Text.Contains('$', StringComparison.Ordinal))
        {
            return;
        }

        foreach (var token in statement.Sent.Tokens)
        {
            if (token.Kind == SqlTokenKind.Parameter)
            {
                throw new PgMigrateException(new PgError
                {
                    Id = ErrorIds.VariableUndeclared,
                    Kind = PgErrorKind.InvalidInput,
                    What = $"{statement.Text[token.Start..token.End]} is a parameter, and nobody gives a migration parameters.",
                    Next = "Write the value, or ${name} and declare it with -Variable (--var).",
                }.At(statement, 1 + statement.Text.AsSpan(0, token.Start).ToString().EnumerateRunes().Count()));
            }
        }
    }
}
