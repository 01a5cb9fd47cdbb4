using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>The sandboxes of this user on this machine: one file each, for this user's eyes only.</summary>
internal sealed class SandboxRegistry
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string folder;

    public SandboxRegistry(string folder) => this.folder = folder;

    /// <summary>XDG_STATE_HOME or ~/.local/state; the local application data on Windows.</summary>
    public static string DefaultFolder
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "pgmigrate", "sandboxes");
            }

            // The specification says that a relative path is to be ignored.
            var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            return Path.Combine(
                !string.IsNullOrEmpty(state) && Path.IsPathRooted(state)
                    ? state
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
                "pgmigrate",
                "sandboxes");
        }
    }

    /// <summary>Oldest first. A file that cannot be read as a record is no sandbox of this version's.</summary>
    public IReadOnlyList<SandboxRecord> All() => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*.json").Select(Read).OfType<SandboxRecord>().OrderBy(r => r.StartedAt).ThenBy(r => r.Id, StringComparer.Ordinal)];

    public SandboxRecord? Find(string id) => All().FirstOrDefault(record => string.Equals(record.Id, id, StringComparison.Ordinal));

    public void Save(SandboxRecord record)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }

        // Written beside and moved: whoever reads sees the old or the new, never half.
        var file = FileOf(record.Id);
        var draft = file + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(stream, record, SandboxRecordJson.Default.SandboxRecord);
        }

        File.Move(draft, file, overwrite: true);
    }

    public void Remove(string id)
    {
        if (Directory.Exists(folder))
        {
            File.Delete(FileOf(id));
        }
    }

    private string FileOf(string id) => Path.Combine(folder, id + ".json");

    private static SandboxRecord? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), SandboxRecordJson.Default.SandboxRecord);
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>Generated at build time: a native build has no reflection to write records with.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(SandboxRecord))]
internal sealed partial class SandboxRecordJson : JsonSerializerContext;
