using System.Text;

namespace PgMigrate.Engine.Connections;

/// <summary>The application_name of a session.</summary>
internal static class SessionName
{
    // NAMEDATALEN - 1: the server cuts what is longer, and warns.
    private const int MaxBytes = 63;

    public static string For(string applicationName, string purpose)
    {
        var name = purpose.Length == 0 ? applicationName : $"{applicationName} {purpose}";
        while (Encoding.UTF8.GetByteCount(name) > MaxBytes)
        {
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        }

        return name;
    }
}
