using PgMigrate.Connections;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>The password file (PostgreSQL documentation, section 34.16): <c>host:port:database:user:password</c>.</summary>
internal static class PasswordFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The first entry that fits; null where there is none, or the file may not be used.</summary>
    /// <param name="file">Null for PGPASSFILE, then the user's own.</param>
    /// <param name="host">A socket folder is looked for under its path, and the usual ones as localhost.</param>
    /// <param name="port">Port.</param>
    /// <param name="database">Database.</param>
    /// <param name="user">Role.</param>
    /// <param name="events">Hears why a file is not used.</param>
    public static Secret? Find(string? file, string host, int port, string database, string user, IEngineEvents events)
    {
        var path = file ?? (Environment.GetEnvironmentVariable("PGPASSFILE") is { Length: > 0 } named ? named : UserFolders.PasswordFile);
        if (!File.Exists(path))
        {
            return null;
        }

        // As libpq: a file that others can read holds no secrets.
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            events.Publish(new WarningEvent(
                ErrorIds.PasswordFileIgnored, $"The password file {path} is ignored, because others than its owner may use it. Run: chmod 0600 {path}"));
            return null;
        }

        string[] wanted =
        [
            DefaultHost.IsUsualSocketFolder(host) ? "localhost" : host,
            port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            database,
            user,
        ];
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                if (!line.StartsWith('#') && Fields(line) is { } fields
                    && wanted.Zip(fields).All(pair => pair.Second is "*" || string.Equals(pair.First, pair.Second, StringComparison.Ordinal)))
                {
                    return new Secret(fields[4]);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            events.Publish(new WarningEvent(ErrorIds.PasswordFileIgnored, $"The password file {path} is ignored: it cannot be read ({failure.GetType().Name})."));
        }

        return null;
    }

    private static string[]? Fields(string line)
    {
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length)
            {
                field.Append(line[++i]);
            }
            else if (line[i] == ':' && fields.Count < 4)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }

        fields.Add(field.ToString());
        return fields.Count == 5 ? [.. fields] : null;
    }
}
