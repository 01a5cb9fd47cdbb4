using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>What can be wrong with a folder and its files.</summary>
internal static class MigrationFileErrors
{
    private const string Forms =
        "Use one of: 0004_add_users.sql with rollback/0004_rollback_add_users.sql (or rollback/0004_add_users_rollback.sql); "
        + "one file with the sections '-- migrate:up', '-- migrate:down', '-- migrate:verify'; "
        + "0004_add_users.up.sql with 0004_add_users.down.sql; a folder 0004_add_users with up.sql and down.sql; "
        + "R_name.sql for a repeatable. Files that are no migrations belong outside the folder.";

    public static PgMigrateException FolderNotFound(string path) => Create(
        ErrorIds.FolderNotFound, PgErrorKind.NotFound, $"There is no migrations folder '{path}'.",
        "Give the folder with -Path (--path), or make the first migration with New-PgMigration.");

    public static PgMigrateException FolderEmpty(string path) => Create(
        ErrorIds.FolderEmpty, PgErrorKind.NotFound, $"The folder '{path}' holds no migrations.",
        "Give the right folder with -Path (--path), or make the first migration with New-PgMigration.");

    public static PgMigrateException Unreadable(string path, Exception inner) => Create(
        ErrorIds.FolderUnreadable, PgErrorKind.Permission, $"'{path}' cannot be read: {inner.Message}",
        "Give this user the right to read the folder and every file in it.", inner: inner);

    public static PgMigrateException NameInvalid(string path) => Create(
        ErrorIds.FileNameInvalid, PgErrorKind.InvalidInput, $"The name of '{path}' fits no layout of migrations.",
        Forms, new SourcePosition(path, 1, 1));

    public static PgMigrateException RevisionDuplicate(string revision, string first, string second) => Create(
        ErrorIds.RevisionDuplicate, PgErrorKind.InvalidInput,
        $"Two migrations have the revision {revision}: '{first}' and '{second}'.",
        "Give one of them the next free number, or a revision of its own with '-- migrate:revision <id>' and '-- migrate:revises <revision>'.",
        new SourcePosition(second, 1, 1));

    public static PgMigrateException ReverseWithoutForward(string path) => Create(
        ErrorIds.ReverseWithoutForward, PgErrorKind.InvalidInput, $"'{path}' belongs to no migration of the folder.",
        "Give it the number of the migration that it belongs to, or remove it.", new SourcePosition(path, 1, 1));

    public static PgMigrateException NotUtf8(string path, SourcePosition position) => Create(
        ErrorIds.FileNotUtf8, PgErrorKind.InvalidInput, $"'{path}' is not UTF-8: what stands here cannot be read.",
        "Save the file as UTF-8 (for example: iconv -f LATIN1 -t UTF-8).", position);

    public static PgMigrateException DirectiveUnknown(string key, SourcePosition position) => Create(
        ErrorIds.DirectiveUnknown, PgErrorKind.InvalidInput, $"There is no directive '{key}'.",
        $"Known directives: {string.Join(", ", Directives.KnownKeys)}; sections: up, down, verify.", position);

    public static PgMigrateException DirectiveInvalid(string key, string value, string expected, SourcePosition position) => Create(
        ErrorIds.DirectiveInvalid, PgErrorKind.InvalidInput, $"The directive '{key}' cannot be '{value}'.",
        $"Write: {expected}", position);

    public static PgMigrateException DirectiveMisplaced(string key, string where, string next, SourcePosition position) => Create(
        ErrorIds.DirectiveInvalid, PgErrorKind.InvalidInput, $"The directive '{key}' stands {where}, where it has no effect.", next, position);

    public static PgMigrateException DirectiveRepeated(string key, SourcePosition position) => Create(
        ErrorIds.DirectiveInvalid, PgErrorKind.InvalidInput, $"The directive '{key}' stands here a second time.",
        "Remove one of the two.", position);

    public static PgMigrateException SectionInCompanion(string section, SourcePosition position) => Create(
        ErrorIds.SectionInvalid, PgErrorKind.InvalidInput,
        $"The section '{section}' stands in a file that holds one direction only.",
        "Remove the marker; or put both directions into one file with '-- migrate:up' and '-- migrate:down', and remove this one.", position);

    public static PgMigrateException DirectionTwice(string section, string forward, string companion) => Create(
        ErrorIds.SectionInvalid, PgErrorKind.InvalidInput,
        $"'{forward}' has a section '{section}', and '{companion}' is there for the same.",
        "Keep one of the two.", new SourcePosition(companion, 1, 1));

    public static PgMigrateException SectionInvalid(string what, SourcePosition position) => Create(
        ErrorIds.SectionInvalid, PgErrorKind.InvalidInput, what,
        "A file with sections holds '-- migrate:up' once and, behind it, '-- migrate:down' and '-- migrate:verify' at most once each; statements stand in sections only.",
        position);

    private static PgMigrateException Create(
        string id, PgErrorKind kind, string what, string next, SourcePosition? position = null, Exception? inner = null) =>
        new(new PgError { Id = id, Kind = kind, What = what, Next = next, Position = position }, inner);
}
