using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>The error TemplateArgument: which argument, what is wrong, what is allowed.</summary>
internal static class TemplateFault
{
    public static PgMigrateException Argument(string what, string next) => new(new PgError
    {
        Id = ErrorIds.TemplateArgument,
        Kind = PgErrorKind.InvalidArgument,
        What = what,
        Next = next,
    });
}
