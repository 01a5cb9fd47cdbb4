using PgMigrate.Sql;

namespace PgMigrate.Engine.Sql;

/// <summary>Reading SQL without a server, for those outside the engine.</summary>
internal sealed class SqlRoom : ISqlRoom
{
    public IReadOnlyList<SqlStatement> Split(string script, string? file)
    {
        ArgumentNullException.ThrowIfNull(script);
        return SqlScript.ReadAll(script, file)
            .OfType<ScriptStatement>()
            .Select(s => new SqlStatement(s.Text, s.Position, s.Verb, s.Transaction, s.Writes))
            .ToList();
    }

    public string QuoteIdentifier(string name) => SqlIdentifier.Quote(name);

    public string QuoteLiteral(string value) => SqlLiteral.Quote(value);
}
