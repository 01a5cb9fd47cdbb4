using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>The files of one migration, by their names.</summary>
internal sealed record MigrationPaths(
    string Stem, MigrationNumber? Number, string Name, MigrationLayout Layout, string Forward)
{
    public string? Reverse { get; set; }

    public string? Verify { get; set; }
}

/// <summary>Finds the migrations of a folder by the names of its files, in order, repeatables last.</summary>
internal sealed class FolderScan
{
    private static readonly StringComparison Ordinal = StringComparison.Ordinal;

    private readonly string folder;
    private readonly List<MigrationPaths> versioned = [];
    private readonly List<MigrationPaths> repeatables = [];
    private readonly Dictionary<string, string> downs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> verifies = new(StringComparer.Ordinal);
    private readonly List<string> unnumbered = [];

    private FolderScan(string folder) => this.folder = folder;

    public static IReadOnlyList<MigrationPaths> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw MigrationFileErrors.FolderNotFound(folder);
        }

        try
        {
            var scan = new FolderScan(folder);
            scan.AddFiles();
            scan.AddFolders();
            return scan.Finish();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw MigrationFileErrors.Unreadable(folder, e);
        }
    }

    private static bool IsHidden(string name) => name.StartsWith('.');

    // Not by a pattern: whether that sees .SQL depends on the system, and a file must not be a migration on one and none on the other.
    private static IEnumerable<string> SqlFiles(string folder) => Directory.EnumerateFiles(folder)
        .Where(path => path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) && !IsHidden(Path.GetFileName(path)))
        .Order(StringComparer.Ordinal);

    private static string Stem(string path) => Path.GetFileName(path)[..^4];

    private void AddFiles()
    {
        foreach (var path in SqlFiles(folder))
        {
            var stem = Stem(path);
            if (stem.StartsWith("R_", Ordinal) && stem.Length > 2)
            {
                AddRepeatable(stem, path);
            }
            else if (Without(stem, ".down") is { } down)
            {
                AddCompanion(downs, down, path);
            }
            else if (Without(stem, ".verify") is { } verify)
            {
                AddCompanion(verifies, verify, path);
            }
            else if (Without(stem, ".up") is { } up)
            {
                Add(up, MigrationLayout.Suffixes, path, path);
            }
            else if (stem.Length > 0 && char.IsAsciiDigit(stem[0]))
            {
                Add(stem, MigrationLayout.RollbackFolder, path, path);
            }
            else
            {
                unnumbered.Add(path);
            }
        }
    }

    private void AddFolders()
    {
        foreach (var path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            var up = Path.Combine(path, "up.sql");
            if (IsHidden(name) || name is "rollback" or "verify")
            {
                continue;
            }

            if (File.Exists(up))
            {
                var migration = Add(name, MigrationLayout.Folders, up, path);
                migration.Reverse = Existing(path, "down.sql");
                migration.Verify = Existing(path, "verify.sql");
            }
            else if (File.Exists(Path.Combine(path, "down.sql")))
            {
                throw MigrationFileErrors.ReverseWithoutForward(Path.Combine(path, "down.sql"));
            }

            // A misspelt dwon.sql would be a reverse that is missing when it is needed.
            if (SqlFiles(path).FirstOrDefault(file => Path.GetFileName(file) is not ("up.sql" or "down.sql" or "verify.sql")) is { } stray)
            {
                throw MigrationFileErrors.NameInvalid(stray);
            }
        }
    }

    private void AddRepeatable(string stem, string path)
    {
        // R_view.down.sql would be run as a repeatable of its own, and drop what R_view.sql made.
        if (Without(stem, ".up") is not null || Without(stem, ".down") is not null || Without(stem, ".verify") is not null)
        {
            throw MigrationFileErrors.NameInvalid(path);
        }

        repeatables.Add(new MigrationPaths(stem, null, stem[2..].TrimStart('_'), MigrationLayout.Repeatable, path));
    }

    private static void AddCompanion(Dictionary<string, string> companions, string stem, string path)
    {
        if (!companions.TryAdd(stem, path))
        {
            throw MigrationFileErrors.RevisionDuplicate(stem, companions[stem], path);
        }
    }

    private static string? Without(string stem, string suffix) =>
        stem.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? stem[..^suffix.Length] : null;

    private MigrationPaths Add(string stem, MigrationLayout layout, string forward, string named)
    {
        if (!MigrationNumber.TryParse(stem, out var number, out var name))
        {
            throw MigrationFileErrors.NameInvalid(named);
        }

        var migration = new MigrationPaths(stem, number, name, layout, forward);
        versioned.Add(migration);
        return migration;
    }

    private List<MigrationPaths> Finish()
    {
        ThrowIfUnnumbered();
        foreach (var migration in versioned.Where(m => m.Layout == MigrationLayout.Suffixes))
        {
            migration.Reverse = downs.Remove(migration.Stem, out var down) ? down : null;
            migration.Verify = verifies.Remove(migration.Stem, out var verify) ? verify : null;
        }

        foreach (var stray in downs.Values.Concat(verifies.Values).Order(StringComparer.Ordinal))
        {
            throw MigrationFileErrors.ReverseWithoutForward(stray);
        }

        AttachCompanions("rollback", (m, path) => m.Reverse = path, m => m.Reverse);
        AttachCompanions("verify", (m, path) => m.Verify = path, m => m.Verify);

        if (versioned.Count + repeatables.Count == 0)
        {
            throw MigrationFileErrors.FolderEmpty(folder);
        }

        versioned.Sort((a, b) =>
        {
            var order = a.Number!.Value.CompareTo(b.Number!.Value);
            return order != 0 ? order : string.CompareOrdinal(a.Stem, b.Stem);
        });
        return [.. versioned, .. repeatables];
    }

    /// <summary>
    /// A name that fits nothing is a mistake – except where every migration is a folder of its own: files beside those
    /// folders cannot be meant as migrations, and projects do keep scripts for other purposes there.
    /// </summary>
    private void ThrowIfUnnumbered()
    {
        if (unnumbered.Count > 0 && (versioned.Count == 0 || versioned.Exists(m => m.Layout != MigrationLayout.Folders)))
        {
            throw MigrationFileErrors.NameInvalid(unnumbered[0]);
        }
    }

    /// <summary>Files of <c>rollback/</c> or <c>verify/</c> belong to the migration of their number; the name decides only between several.</summary>
    private void AttachCompanions(string word, Action<MigrationPaths, string> attach, Func<MigrationPaths, string?> attached)
    {
        var companions = Path.Combine(folder, word);
        if (!Directory.Exists(companions))
        {
            return;
        }

        var byNumber = versioned.Where(m => m.Layout == MigrationLayout.RollbackFolder).ToLookup(m => m.Number!.Value);
        foreach (var path in SqlFiles(companions))
        {
            if (!MigrationNumber.TryParse(Stem(path), out var number, out var name)
                || CompanionName(name, word) is not { } bare)
            {
                throw MigrationFileErrors.NameInvalid(path);
            }

            var candidates = byNumber[number].ToList();
            var owner = candidates.Count == 1 ? candidates[0] : candidates.Find(m => m.Name == bare);
            if (owner is null)
            {
                throw MigrationFileErrors.ReverseWithoutForward(path);
            }

            if (attached(owner) is { } other)
            {
                throw MigrationFileErrors.RevisionDuplicate(number.Text, other, path);
            }

            attach(owner, path);
        }
    }

    private static string? CompanionName(string name, string word)
    {
        if (name == word)
        {
            return "";
        }

        if (name.StartsWith(word + "_", Ordinal))
        {
            return name[(word.Length + 1)..];
        }

        return name.EndsWith("_" + word, Ordinal) ? name[..^(word.Length + 1)] : null;
    }

    private static string? Existing(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path : null;
    }
}
