using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>The directives and sections of a file.</summary>
internal sealed class ScriptOutline
{
    private readonly Dictionary<string, Directives> sections = new(StringComparer.Ordinal);

    private readonly bool companion;

    private ScriptOutline(FileContent content, bool companion)
    {
        Content = content;
        this.companion = companion;
        Directives = new Directives(forward: !companion);
    }

    public FileContent Content { get; }

    /// <summary>Those of the whole file, or of everything before and in the section <c>up</c>.</summary>
    public Directives Directives { get; }

    public bool HasSections => sections.Count > 0;

    /// <param name="content">The file.</param>
    /// <param name="companion">True for a reverse or verify file, which has no sections and few directives.</param>
    public static ScriptOutline Read(FileContent content, bool companion = false)
    {
        var outline = new ScriptOutline(content, companion);
        if (content.HasDirectives)
        {
            outline.Scan();
        }

        return outline;
    }

    /// <summary>The script of a section; null when the file has none of that name.</summary>
    public MigrationScript? Section(string name) =>
        sections.TryGetValue(name, out var directives) ? new MigrationScript(Content, name, directives) : null;

    /// <summary>The whole file as a script.</summary>
    public MigrationScript Whole() => new(Content, null, Directives);

    private void Scan()
    {
        using var text = Content.Open(verify: false);
        var reader = new SqlScriptReader(text, Content.Path);
        var current = Directives;
        ScriptStatement? first = null;
        while (reader.Read() is { } item)
        {
            switch (item)
            {
                case ScriptStatement statement:
                    first ??= statement;
                    break;
                case DirectiveComment { IsSection: true } marker when companion:
                    throw MigrationFileErrors.SectionInCompanion(marker.Key, marker.Position);
                case DirectiveComment { IsSection: true } marker:
                    if (first is not null && !HasSections)
                    {
                        throw MigrationFileErrors.SectionInvalid("A statement stands before the first section.", first.Position);
                    }

                    current = marker.Key == "up" ? Directives : new Directives(forward: false);
                    current.AddMarkerOptions(marker);
                    first = null;
                    if (!sections.TryAdd(marker.Key, current))
                    {
                        throw MigrationFileErrors.SectionInvalid($"The section '{marker.Key}' stands here a second time.", marker.Position);
                    }

                    break;
                case DirectiveComment directive when first is not null:
                    throw MigrationFileErrors.DirectiveMisplaced(
                        directive.Key, "behind a statement", "Move it before the first statement of the script or section.", directive.Position);
                case DirectiveComment directive:
                    current.Add(directive);
                    break;
            }
        }

        if (HasSections && !sections.ContainsKey("up"))
        {
            throw MigrationFileErrors.SectionInvalid(
                "There is no section 'up'.", new SourcePosition(Content.Path, 1, 1));
        }
    }
}
