using System.Text.Json;

namespace PgMigrate.Build;

/// <summary>Reads what tests/PgMigrate.Module.Tests/Invoke-Tests.ps1 writes: <c>{passed, failed, skipped, skippedReasons}</c>.</summary>
internal static class PesterReport
{
    private const string Runner = "Pester";

    public static TestCount Read(string file, int exitCode, bool filtered)
    {
        TestCount count;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            var root = json.RootElement;
            count = new TestCount(Number(root, "passed"), Number(root, "failed"), Number(root, "skipped"))
            {
                SkipReasons = root.TryGetProperty("skippedReasons", out var reasons) ? Reasons(reasons) : [],
            };
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return TestCount.None.WithFailure($"{Runner}: no readable result (exit code {exitCode}): {e.Message}");
        }

        if (count.Failed > 0)
        {
            count = count with { Failures = [$"{Runner}: {count.Failed} failed; they are named in its output above"] };
        }
        else if (exitCode != 0)
        {
            return count.WithFailure($"{Runner}: exit code {exitCode}, although no test failed");
        }

        return count.Total == 0 && !filtered ? count.WithFailure($"{Runner}: no test ran") : count;
    }

    private static int Number(JsonElement root, string name) =>
        root.GetProperty(name).GetInt32() is >= 0 and var number ? number : throw new FormatException($"'{name}' is negative");

    private static List<string> Reasons(JsonElement reasons) => reasons.ValueKind switch
    {
        JsonValueKind.Array => [.. reasons.EnumerateArray().Select(reason => reason.ToString())],
        JsonValueKind.Null => [],
        _ => [reasons.ToString()],
    };
}
