using PgMigrate.Connections;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections.Environments;

/// <summary><c>pgmigrate.json</c>: where it is, and what it says.</summary>
internal static class EnvironmentFile
{
    public const string Name = "pgmigrate.json";

    /// <summary>By name; empty where a search from the folder upwards finds no file.</summary>
    /// <exception cref="PgMigrateException">EnvironmentFileInvalid.</exception>
    public static IReadOnlyList<PgEnvironment> Read(string startFolder) =>
        Find(startFolder) is not { } file ? [] : [.. EnvironmentReader.Read(file, Bytes(file)).OrderBy(e => e.Name, StringComparer.Ordinal)];

    /// <exception cref="PgMigrateException">EnvironmentNotFound, EnvironmentFileInvalid.</exception>
    public static PgEnvironment Get(string startFolder, string name)
    {
        var environments = Read(startFolder);
        if (environments.FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.Ordinal)) is { } found)
        {
            return found;
        }

        var file = Find(startFolder);
        throw new PgMigrateException(new PgError
        {
            Id = ErrorIds.EnvironmentNotFound,
            Kind = PgErrorKind.NotFound,
            What = file is null
                ? $"There is no environment \"{name}\": {Name} was found neither in {startFolder} nor above it."
                : $"There is no environment \"{name}\" in {file}.",
            Next = file is null ? $"Write {Name} beside the migrations, or give a connection string."
                : environments.Count == 0 ? "Add it to the file."
                : $"Choose one of: {string.Join(", ", environments.Select(e => e.Name))}.",
        });
    }

    internal static string? Find(string startFolder)
    {
        for (var folder = new DirectoryInfo(startFolder); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, Name);
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    private static byte[] Bytes(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PgMigrateException(
                new PgError
                {
                    Id = ErrorIds.EnvironmentFileInvalid,
                    Kind = PgErrorKind.InvalidInput,
                    What = $"{file} cannot be read ({failure.GetType().Name}).",
                    Next = "Check its rights.",
                },
                failure);
        }
    }
}
