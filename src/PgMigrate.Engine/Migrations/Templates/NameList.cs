using System.Text;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>
/// A list given as one text: commas between the items; an item with a comma in it stands in double quotes, in which a
/// double quote is written twice. Quotes elsewhere than at an item's start belong to it.
/// </summary>
internal static class NameList
{
    /// <summary>Null when a quote is not closed, or something follows a closed one.</summary>
    public static IReadOnlyList<string>? Read(string text)
    {
        var items = new List<string>();
        var at = 0;
        do
        {
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }

            var item = at < text.Length && text[at] == '"' ? ReadQuoted(text, ref at) : ReadBare(text, ref at);
            if (item is null)
            {
                return null;
            }

            items.Add(item);
        }
        while (at++ < text.Length);

        return items;
    }

    private static string ReadBare(string text, ref int at)
    {
        var end = text.IndexOf(',', at);
        var item = text[at..(end < 0 ? text.Length : end)].Trim(' ');
        at = end < 0 ? text.Length : end;
        return item;
    }

    private static string? ReadQuoted(string text, ref int at)
    {
        var item = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                item.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                item.Append(text[at++]);
            }
            else
            {
                at++;
                while (at < text.Length && text[at] == ' ')
                {
                    at++;
                }

                return at == text.Length || text[at] == ',' ? item.ToString() : null;
            }
        }

        return null;
    }
}
