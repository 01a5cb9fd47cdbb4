using System.Globalization;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>Where to go when nobody names a host: this machine, by its socket where there is one, as libpq does.</summary>
internal static class DefaultHost
{
    private static readonly string[] SocketFolders = ["/var/run/postgresql", "/run/postgresql", "/tmp"];

    public static string For(int port)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{port}");
        return OperatingSystem.IsWindows()
            ? "localhost"
            : SocketFolders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, name))) ?? "localhost";
    }

    public static bool IsUsualSocketFolder(string host) => SocketFolders.Contains(host.TrimEnd('/'), StringComparer.Ordinal);
}
