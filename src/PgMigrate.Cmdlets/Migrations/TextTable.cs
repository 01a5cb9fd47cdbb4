using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PgMigrate.Cmdlets.Migrations;

/// <summary>A hashtable of the user's as names and texts.</summary>
internal static class TextTable
{
    /// <summary>The user's values over the defaults; names keep their case, because <c>${Name}</c> and <c>${name}</c> are two variables.</summary>
    public static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string>? defaults, Hashtable? values)
    {
        var merged = new Dictionary<string, string>(defaults ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (DictionaryEntry entry in values ?? [])
        {
            merged[Text(entry.Key)] = Text(entry.Value);
        }

        return merged;
    }

    // As PowerShell puts a value into a string: 1.5 is "1.5" whatever the culture, $true is "True".
    private static string Text(object? value) =>
        (string)LanguagePrimitives.ConvertTo(value ?? "", typeof(string), CultureInfo.InvariantCulture);
}
