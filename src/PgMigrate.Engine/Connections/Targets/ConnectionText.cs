using System.Text.RegularExpressions;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>A connection string of any of the three kinds.</summary>
internal static partial class ConnectionText
{
    /// <exception cref="Errors.PgMigrateException">TargetInvalid.</exception>
    public static ConnectionParameters Parse(string text)
    {
        var trimmed = text.Trim();
        if (PostgresUri.IsUri(trimmed))
        {
            return PostgresUri.Parse(trimmed);
        }

        return IsDriverText(trimmed) ? DriverText.Parse(trimmed) : LibpqText.Parse(trimmed);
    }

    // "host=a password=b;c" is libpq's although it has a semicolon, and "Host=a" the driver's although it has none.
    private static bool IsDriverText(string text)
    {
        if (!text.Contains(';', StringComparison.Ordinal))
        {
            return SinglePair().IsMatch(text) && !LibpqKeyword.IsKnown(text[..text.IndexOf('=', StringComparison.Ordinal)].Trim()) && DriverText.IsUnderstood(text);
        }

        var first = text[..text.IndexOf(';', StringComparison.Ordinal)];
        return DriverText.IsUnderstood(text) ? !LaterLibpqPair().IsMatch(first) : !LaterLibpqPair().IsMatch(text);
    }

    [GeneratedRegex(@"^[^=]+=[^=]*\z")]
    private static partial Regex SinglePair();

    [GeneratedRegex(@"\S\s+(host|hostaddr|port|dbname|user|password|sslmode|service)\s*=")]
    private static partial Regex LaterLibpqPair();
}
