using System.Globalization;
using System.Text.RegularExpressions;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Migrations.Graph;

internal enum TargetKind
{
    Head,
    Heads,
    Base,

    /// <summary><c>+N</c> or <c>-N</c> from where the database is.</summary>
    Relative,

    /// <summary>A revision, with <c>+N</c> or <c>-N</c> behind it or without.</summary>
    Revision,

    /// <summary><c>label@head</c>.</summary>
    LabelHead,
}

/// <summary>A target as it was written, taken apart.</summary>
/// <param name="Text">As written.</param>
/// <param name="Kind">Which form.</param>
/// <param name="Name">The revision or label; empty for the others.</param>
/// <param name="Steps">N with its sign; 0 without.</param>
internal sealed partial record TargetForm(string Text, TargetKind Kind, string Name = "", int Steps = 0)
{
    public const string Forms =
        "head, heads, base, +N, -N, a revision or the beginning of one, revision+N, revision-N, label@head";

    public static TargetForm Parse(string text)
    {
        var target = text.Trim();
        switch (target)
        {
            case "head":
                return new TargetForm(target, TargetKind.Head);
            case "heads":
                return new TargetForm(target, TargetKind.Heads);
            case "base":
                return new TargetForm(target, TargetKind.Base);
        }

        if (Relative().Match(target) is { Success: true } relative
            && int.TryParse(relative.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var steps)
            && steps != 0)
        {
            return new TargetForm(target, TargetKind.Relative, "", steps);
        }

        if (target.EndsWith("@head", StringComparison.Ordinal) && target.Length > 5)
        {
            return new TargetForm(target, TargetKind.LabelHead, target[..^5]);
        }

        if (FromRevision().Match(target) is { Success: true } from
            && int.TryParse(from.Groups[2].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset))
        {
            return new TargetForm(target, TargetKind.Revision, from.Groups[1].Value, offset);
        }

        return RevisionForm().IsMatch(target) ? new TargetForm(target, TargetKind.Revision, target) : throw Invalid(text);
    }

    private static PgMigrateException Invalid(string text) => new(new PgError
    {
        Id = ErrorIds.TargetFormInvalid,
        Kind = PgErrorKind.InvalidArgument,
        What = $"'{text}' is no target.",
        Next = $"Give one of: {Forms}.",
    });

    [GeneratedRegex(@"^[+-][0-9]{1,6}$", RegexOptions.CultureInvariant)]
    private static partial Regex Relative();

    [GeneratedRegex(@"^(.+)([+-][0-9]{1,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex FromRevision();

    [GeneratedRegex(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}\p{M}_.\- ]*$", RegexOptions.CultureInvariant)]
    private static partial Regex RevisionForm();
}
