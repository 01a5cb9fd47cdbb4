using System.CommandLine;

namespace PgMigrate.Cli.Options;

/// <summary>A repeatable option of the form <c>name=value</c>; the last value of a name counts.</summary>
internal static class NameValues
{
    public static Option<string[]> Option(string name, string description, params string[] aliases)
    {
        var option = new Option<string[]>(name, aliases)
        {
            Description = description,
            HelpName = "name=value",
            Arity = ArgumentArity.OneOrMore,
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.IndexOf('=', StringComparison.Ordinal) <= 0)
                {
                    // The text itself is left out: whoever forgot the name may have written a secret.
                    result.AddError($"{name} needs name=value, with a name before the equals sign.");
                }
            }
        });
        return option;
    }

    public static Dictionary<string, string> Of(string[]? pairs)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            values[pair[..equals]] = pair[(equals + 1)..];
        }

        return values;
    }
}
