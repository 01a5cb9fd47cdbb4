using System.CommandLine;

namespace PgMigrate.Cli.Options;

/// <summary>The target form of up, down, stamp and sql.</summary>
internal static class TargetArgument
{
    public static Argument<string?> Create(string description, bool required = false)
    {
        var argument = new Argument<string?>("target")
        {
            Description = description,
            Arity = required ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
        };
        // -1 is a target, so the parser lets a misspelt option through to here.
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.StartsWith('-') && !token.Value.AsSpan(1).ContainsOnlyDigits())
                {
                    // The name only: behind an equals sign there may be a secret.
                    result.AddError($"Unknown option '{token.Value.Split('=')[0]}'.");
                }
            }
        });
        return argument;
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) =>
        text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');
}
