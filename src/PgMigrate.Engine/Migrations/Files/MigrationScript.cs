using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>One direction of a migration: a file, or a section of one, with its directives.</summary>
/// <param name="Content">The file.</param>
/// <param name="Section">"up", "down" or "verify"; null when the whole file is meant.</param>
/// <param name="Directives">What stands before its first statement.</param>
internal sealed record MigrationScript(FileContent Content, string? Section, Directives Directives)
{
    public string Path => Content.Path;

    /// <param name="variables">Put in the place of <c>${name}</c>.</param>
    /// <param name="verify">False where nothing is sent: only what runs has to be what the checksum says.</param>
    public ScriptCursor Open(SqlVariables variables, bool verify = true) => new(Content, Section, variables, verify);
}
