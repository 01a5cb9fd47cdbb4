using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PgMigrate.Errors;
using PgMigrate.Sandboxes;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>The server settings of a sandbox.</summary>
internal sealed partial record SandboxConfiguration(int Port, bool Durable, IReadOnlyDictionary<string, string> Settings)
{
    // sun_path holds 108 bytes on Linux, 104 on macOS, with a zero at the end.
    private const int LongestSocketPath = 100;

    /// <exception cref="PgMigrateException">SandboxStartFailed, for a setting that cannot be one.</exception>
    public static SandboxConfiguration From(SandboxOptions options, int port)
    {
        foreach (var (name, value) in options.Settings)
        {
            if (!SettingName().IsMatch(name) || value.AsSpan().IndexOfAny('\r', '\n') >= 0)
            {
                throw SandboxErrors.StartFailed($"\"{name}\" is not the name, or its value not the value, of a server setting.", "Give settings as name=value, such as wal_level=logical.");
            }
        }

        return new SandboxConfiguration(port, options.Durable, options.Settings);
    }

    /// <summary>The text of postgresql.auto.conf, which is read last.</summary>
    public string Text(string socketFolder)
    {
        var text = new StringBuilder();
        Add(text, "listen_addresses", "127.0.0.1");
        Add(text, "port", Port.ToString(CultureInfo.InvariantCulture));
        var socketFits = !OperatingSystem.IsWindows() && Encoding.UTF8.GetByteCount(socketFolder) + "/.s.PGSQL.65535".Length <= LongestSocketPath;
        Add(text, "unix_socket_directories", socketFits ? socketFolder : "");
        Add(text, "max_connections", "100");
        if (!Durable)
        {
            Add(text, "fsync", "off");
            Add(text, "synchronous_commit", "off");
            Add(text, "full_page_writes", "off");
        }

        foreach (var (name, value) in Settings)
        {
            Add(text, name, value);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, string name, string value) => text
        .Append(name).Append(" = '")
        .Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal))
        .Append("'\n");

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_$]*)?\z")]
    private static partial Regex SettingName();
}
