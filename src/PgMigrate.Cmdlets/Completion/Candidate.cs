namespace PgMigrate.Cmdlets.Completion;

/// <summary>Something to offer.</summary>
/// <param name="Value">What is written into the command line.</param>
/// <param name="Label">What the menu shows.</param>
/// <param name="ToolTip">What is shown beside it.</param>
internal sealed record Candidate(string Value, string Label, string ToolTip)
{
    public static Candidate Plain(string value, string? toolTip = null) =>
        new(value, value, string.IsNullOrEmpty(toolTip) ? value : toolTip);
}
