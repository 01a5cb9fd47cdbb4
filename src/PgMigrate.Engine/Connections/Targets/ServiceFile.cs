using System.Globalization;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections.Targets;

/// <summary>The connection service file (PostgreSQL documentation, section 34.17).</summary>
internal static class ServiceFile
{
    /// <summary>What a service stands for: PGSERVICEFILE or the user's own file first, then the machine's.</summary>
    /// <exception cref="PgMigrateException">TargetInvalid.</exception>
    public static ConnectionParameters Read(string service)
    {
        var own = Environment.GetEnvironmentVariable("PGSERVICEFILE") is { Length: > 0 } named ? named : UserFolders.ServiceFile;
        string[] files = [own, .. UserFolders.SystemServiceFiles];
        foreach (var file in files.Where(File.Exists))
        {
            if (Find(file, service) is { } found)
            {
                return found;
            }
        }

        throw TargetErrors.Invalid(
            $"There is no service \"{service}\" in {string.Join(" or ", files.Where(File.Exists).DefaultIfEmpty(own))}.",
            "Check its name (it is case sensitive), or name the file that holds it in PGSERVICEFILE.");
    }

    internal static ConnectionParameters? Find(string file, string service)
    {
        ConnectionParameters? found = null;
        var number = 0;
        foreach (var raw in File.ReadLines(file))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '[')
            {
                if (found is not null)
                {
                    return found;
                }

                found = string.Equals(line, $"[{service}]", StringComparison.Ordinal) ? new ConnectionParameters() : null;
            }
            else if (found is not null)
            {
                ReadLine(found, line, file, number);
            }
        }

        return found;
    }

    private static void ReadLine(ConnectionParameters parameters, string line, string file, int number)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        var keyword = equals < 0 ? "" : line[..equals].Trim();
        if (!LibpqKeyword.IsKnown(keyword) || keyword is ConnectionParameters.Service)
        {
            throw TargetErrors.Invalid(
                string.Create(CultureInfo.InvariantCulture, $"Line {number} of {file} is no connection parameter."),
                "Write keyword=value, with the keywords of PostgreSQL's documentation; a service cannot name another, and LDAP is not supported.");
        }

        LibpqKeyword.Apply(parameters, keyword, line[(equals + 1)..].Trim());
    }
}
