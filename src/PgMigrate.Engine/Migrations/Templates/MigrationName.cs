namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>The words of a file name.</summary>
internal static class MigrationName
{
    // Leaves room for number, suffix and extension within the 255 bytes of every usual file system.
    private const int MaxLength = 150;

    /// <summary>Lower-case words with underscores between them: <c>Add supplier-index</c> becomes <c>add_supplier_index</c>.</summary>
    /// <exception cref="Errors.PgMigrateException">TemplateArgument.</exception>
    public static string From(string words)
    {
        var other = words.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && c is not (' ' or '_' or '-'));
        var name = string.Join('_', words.ToLowerInvariant().Split([' ', '_', '-'], StringSplitOptions.RemoveEmptyEntries));
        if (other != default || name.Length is 0 or > MaxLength)
        {
            var what = name.Length == 0 && other == default ? "is empty" : name.Length > MaxLength ? "is too long" : $"holds the character '{other}'";
            throw TemplateFault.Argument(
                $"The name of the migration {what}.",
                "Use letters a to z, digits, blanks, hyphens and underscores, at most 150 characters: 'add supplier index'.");
        }

        return name;
    }
}
