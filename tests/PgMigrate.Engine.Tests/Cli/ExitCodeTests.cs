using System.Globalization;
using System.Text.RegularExpressions;
using PgMigrate.Cli;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Cli;

public sealed class ExitCodeTests
{
    private static readonly string[] OnlyWarnings = [ErrorIds.PasswordFileIgnored];

    [Fact]
    public void Every_error_id_has_the_exit_code_that_the_documentation_says()
    {
        var documented = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Match row in Regex.Matches(File.ReadAllText(UsageTests.RepositoryFile("docs", "cli.md")), @"(?m)^\| (\d+) \| [^|]+ \| ([^|]*) \|$"))
        {
            foreach (Match id in Regex.Matches(row.Groups[2].Value, "[A-Z][A-Za-z0-9]+"))
            {
                documented.TryAdd(id.Value, int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture));
            }
        }

        var ids = typeof(ErrorIds).GetFields().Select(field => field.Name).ToList();
        Assert.Empty(documented.Keys.Except(ids));
        foreach (var id in ids.Except(OnlyWarnings))
        {
            // Whatever kind it comes with: scripts rely on the number.
            foreach (var kind in Enum.GetValues<PgErrorKind>())
            {
                var error = new PgError { Id = id, Kind = kind, What = "", Next = "" };
                Assert.Equal((id, documented.GetValueOrDefault(id, -1)), (id, ExitCodes.Of(error)));
            }
        }
    }
}
