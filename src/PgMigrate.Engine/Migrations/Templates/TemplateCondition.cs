namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>
/// <c>not_null !default.constant a|b</c>: every word must hold; <c>!</c> is not, <c>|</c> is or. Nothing at all holds always.
/// </summary>
internal sealed record TemplateCondition(string Text)
{
    public bool Holds(Func<string, bool> isGiven) => Text
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .All(word => word.Split('|').Any(term => term[0] == '!' ? !isGiven(term[1..]) : isGiven(term)));
}
