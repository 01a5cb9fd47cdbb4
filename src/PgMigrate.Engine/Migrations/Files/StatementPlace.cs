using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>Gives an error its place: file, line, column, the line and where the caret goes.</summary>
internal static class StatementPlace
{
    /// <param name="error">What happened.</param>
    /// <param name="statement">In which statement.</param>
    /// <param name="serverPosition">Where in it, as the server counts; 0 for its beginning.</param>
    public static PgError At(this PgError error, StatementText statement, int serverPosition = 0)
    {
        var position = Math.Max(1, serverPosition);
        var excerpt = statement.Excerpt(position);
        return error with { Position = statement.Locate(position), Excerpt = excerpt.Line, ExcerptCaret = excerpt.Caret };
    }
}
