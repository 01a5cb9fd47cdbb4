namespace PgMigrate.Engine.Sandboxes;

/// <summary>
/// Under which account a sandbox's programs run. PostgreSQL refuses to run as root: there the account <c>postgres</c> takes over, or
/// <c>nobody</c>.
/// </summary>
internal sealed class ServerAccount
{
    private readonly IReadOnlyList<string> prefix;

    private ServerAccount(IReadOnlyList<string> prefix) => this.prefix = prefix;

    /// <summary>True when the programs run under another account than this process.</summary>
    public bool IsOther => prefix.Count > 0;

    /// <exception cref="InvalidOperationException">This is root, and there is no way to be somebody else.</exception>
    public static ServerAccount Find()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServerAccount([]);
        }

        var account = new[] { "postgres", "_postgres", "nobody" }.FirstOrDefault(Exists)
            ?? throw new InvalidOperationException("PostgreSQL does not run as root, and there is neither an account postgres nor nobody. Run this as another user.");
        if (Program("runuser") is { } runuser)
        {
            return new ServerAccount([runuser, "-u", account, "--"]);
        }

        if (Program("setpriv") is { } setpriv)
        {
            return new ServerAccount([setpriv, $"--reuid={account}", $"--regid={PrimaryGroup(account)}", "--clear-groups", "--"]);
        }

        return Program("sudo") is { } sudo
            ? new ServerAccount([sudo, "-n", "-u", account, "--"])
            : throw new InvalidOperationException("PostgreSQL does not run as root, and neither runuser nor setpriv nor sudo is here. Run this as another user.");
    }

    public IReadOnlyList<string> CommandLine(string program, params IEnumerable<string> arguments) => [.. prefix, program, .. arguments];

    internal static string? Program(string name) =>
        new[] { "/usr/sbin", "/usr/bin", "/sbin", "/bin" }.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static bool Exists(string account) => Entry(account) is not null
        || OperatingSystem.IsMacOS() && account is "_postgres" or "nobody";

    private static string PrimaryGroup(string account) => Entry(account)?.Split(':') is { Length: > 3 } fields ? fields[3] : account;

    private static string? Entry(string account) => File.Exists("/etc/passwd")
        ? File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith(account + ":", StringComparison.Ordinal))
        : null;
}
