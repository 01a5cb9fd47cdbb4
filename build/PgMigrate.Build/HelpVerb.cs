namespace PgMigrate.Build;

/// <summary>The verbs.</summary>
internal static class HelpVerb
{
    private const string Text = """
        ./build.sh VERB   (Windows: ./build.ps1 VERB)

          demo                       a tour on a real PostgreSQL server, made for it and removed again
          test [--full] [--filter X] all tests; the last line says N passed, N failed, N skipped
                                     --full: the long suites too (faults at scale, further server versions)
                                     --filter: only tests whose full name contains X, or a filter of `dotnet test`
          build                      the module into lib/ and en-US/, and the program pgmigrate
          bench [...]                benchmarks; further arguments go to them
          clean                      remove everything that was built
          help                       this

        Each verb does its own set-up; --verbose shows how. Needed: the .NET SDK 10.
        PostgreSQL's server programs are looked for in PGMIGRATE_POSTGRES_BIN, on PATH and in the usual places, then
        installed (root on Debian and Ubuntu), else taken from Docker. PGMIGRATE_TEST_SERVER names a server to use instead:
        a connection string of a superuser of a server that may be changed.

        Exit codes: 0 done; 1 failed; 2 wrong arguments; 3 something is missing, and the text says how to get it.
        """;

    public static int Run(TextWriter output)
    {
        output.WriteLine(Text);
        return 0;
    }
}
