namespace PgMigrate.Build;

/// <summary>The command line. Options are accepted as both shells write them: <c>--full</c> and <c>-Full</c>.</summary>
internal sealed record Request(string Verb, bool Full, bool Verbose, string? Filter, IReadOnlyList<string> Rest)
{
    private static readonly string[] Verbs = ["build", "demo", "test", "bench", "clean", "help"];

    public static Request Parse(ReadOnlySpan<string> args)
    {
        var verb = "help";
        var (full, verbose) = (false, false);
        string? filter = null;
        List<string> rest = [];
        for (var i = 0; i < args.Length; i++)
        {
            var option = args[i].StartsWith('-') ? args[i].TrimStart('-').ToLowerInvariant() : null;
            if (i == 0)
            {
                verb = option is "help" or "h" or "?" ? "help" : args[i].ToLowerInvariant();
                if (!Verbs.Contains(verb, StringComparer.Ordinal))
                {
                    throw new StopException($"unknown verb '{args[i]}'. One of: {string.Join(", ", Verbs)}.", StopException.Usage);
                }
            }
            else if (option is "verbose" or "v")
            {
                verbose = true;
            }
            else if (verb == "test" && option == "full")
            {
                full = true;
            }
            else if (verb == "test" && option == "filter" && i + 1 < args.Length)
            {
                filter = args[++i];
            }
            else if (verb == "bench")
            {
                rest.Add(args[i]);
            }
            else
            {
                throw new StopException($"'{verb}' knows no argument '{args[i]}'. See: ./build.sh help", StopException.Usage);
            }
        }

        return new Request(verb, full, verbose, filter, rest);
    }
}
