using System.Globalization;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>What placeholders of one template stand for.</summary>
internal sealed class TemplateScope
{
    private readonly Dictionary<string, TemplateValue> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> pieces = new(StringComparer.Ordinal);

    /// <summary>A dollar quote that occurs in none of the values.</summary>
    public string DollarQuote { get; private set; } = "$body$";

    public void Set(string name, TemplateValue value)
    {
        values[name] = value;
        for (var i = 1; values.Values.Any(v => v.Raw.Contains(DollarQuote, StringComparison.Ordinal)); i++)
        {
            DollarQuote = string.Create(CultureInfo.InvariantCulture, $"$body{i}$");
        }
    }

    /// <summary>Keeps a rendered piece of SQL under a name, for a part to use.</summary>
    public void SetPiece(string name, string text) => pieces[name] = text;

    /// <summary>What a section or a condition asks.</summary>
    public bool IsGiven(string name) => name.Split('.') switch
    {
        [var argument, "constant"] => values[argument].IsGiven && SqlFragment.IsConstant(values[argument].Raw),
        [var argument, "volatile"] => values[argument].IsGiven && !SqlFragment.IsConstant(values[argument].Raw),
        _ => pieces.ContainsKey(name) || values[name].IsGiven,
    };

    /// <summary>A placeholder: <c>name</c>, or <c>name|form</c> with raw, literal, literals, words, qualified or regclass, the last two optionally with <c>:argument</c> for the schema.</summary>
    /// <param name="placeholder">Without braces.</param>
    /// <param name="asName">In the default of a name: names are joined as they are, unquoted.</param>
    public string Write(string placeholder, bool asName)
    {
        if (placeholder == "$")
        {
            return DollarQuote;
        }

        var name = placeholder;
        var form = string.Empty;
        if (placeholder.IndexOf('|', StringComparison.Ordinal) is > 0 and var bar)
        {
            name = placeholder[..bar];
            form = placeholder[(bar + 1)..];
        }

        if (pieces.TryGetValue(name, out var piece))
        {
            return piece;
        }

        var value = values[name];
        var schema = form.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? form[(colon + 1)..] : "schema";
        return form.Split(':')[0] switch
        {
            "" => asName ? value.Plain : value.Sql,
            "literal" => SqlLiteral.Quote(value.Raw),
            "literals" => string.Join(", ", value.Items.Select(SqlLiteral.Quote)),
            "words" => value.Words,
            "qualified" => Qualified(schema, value),
            "regclass" => SqlLiteral.Quote(Qualified(schema, value)),
            _ => throw new InvalidOperationException($"Placeholder {placeholder}: unknown form."),
        };
    }

    private string Qualified(string schema, TemplateValue value) => values[schema].Sql + "." + value.Sql;
}
