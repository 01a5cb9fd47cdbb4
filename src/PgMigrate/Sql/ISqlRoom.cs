namespace PgMigrate.Sql;

/// <summary>Reading SQL without a server.</summary>
public interface ISqlRoom
{
    /// <summary>
    /// Cuts a script into statements. Data lines behind COPY … FROM STDIN are left out.
    /// </summary>
    /// <param name="script">The whole text.</param>
    /// <param name="file">Named in positions and errors; may be null.</param>
    /// <exception cref="Errors.PgMigrateException">UnterminatedQuote, UnterminatedComment, UnbalancedParenthesis, CopyDataUnterminated, MetaCommandRefused.</exception>
    IReadOnlyList<SqlStatement> Split(string script, string? file);

    /// <summary>The name as an SQL identifier, always quoted: <c>a"b</c> becomes <c>"a""b"</c>.</summary>
    string QuoteIdentifier(string name);

    /// <summary>The text as an SQL string literal that means the same whatever standard_conforming_strings says.</summary>
    string QuoteLiteral(string value);
}
