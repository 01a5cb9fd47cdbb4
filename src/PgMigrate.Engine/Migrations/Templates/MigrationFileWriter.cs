using System.Text;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>Lays a migration out in files, and writes files: never over an existing one, all of them or none.</summary>
internal static class MigrationFileWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The files of one migration.</summary>
    /// <param name="folder">The migrations folder, full path.</param>
    /// <param name="layout">Not <see cref="MigrationLayout.Repeatable"/>: a repeatable file has no reverse.</param>
    /// <param name="number">As <see cref="NextNumber"/> makes it.</param>
    /// <param name="name">As <see cref="MigrationName"/> makes it; the migration's suffix is put behind it.</param>
    /// <exception cref="PgMigrateException">TemplateArgument.</exception>
    public static IReadOnlyList<PlannedFile> Plan(
        string folder, MigrationLayout layout, string number, string name, RenderedMigration migration)
    {
        var words = migration.NameSuffix.Length == 0 ? name : $"{name}_{migration.NameSuffix}";
        var stem = $"{number}_{words}";
        var up = Directives(migration.Directives) + migration.Up;
        var down = Directives(migration.DownDirectives) + migration.Down;
        return layout switch
        {
            MigrationLayout.RollbackFolder => Files(
                (Path.Combine(folder, $"{stem}.sql"), up),
                (Path.Combine(folder, "rollback", $"{number}_rollback_{words}.sql"), down),
                (Path.Combine(folder, "verify", $"{number}_verify_{words}.sql"), migration.Verify)),
            MigrationLayout.Sections => Files((Path.Combine(folder, $"{stem}.sql"), Sections(migration))),
            MigrationLayout.Suffixes => Files(
                (Path.Combine(folder, $"{stem}.up.sql"), up),
                (Path.Combine(folder, $"{stem}.down.sql"), down),
                (Path.Combine(folder, $"{stem}.verify.sql"), migration.Verify)),
            MigrationLayout.Folders => Files(
                (Path.Combine(folder, stem, "up.sql"), up),
                (Path.Combine(folder, stem, "down.sql"), down),
                (Path.Combine(folder, stem, "verify.sql"), migration.Verify)),
            _ => throw TemplateFault.Argument(
                $"A template cannot be laid out as {layout}: it writes both directions, and a repeatable file has one.",
                "Use RollbackFolder, Sections, Suffixes or Folders; write a repeatable file R_name.sql by hand."),
        };
    }

    /// <exception cref="PgMigrateException">FileExists, FileNotWritable.</exception>
    public static async Task WriteAsync(IReadOnlyList<PlannedFile> files, CancellationToken cancellationToken)
    {
        if (files.FirstOrDefault(f => Path.Exists(f.Path)) is { } existing)
        {
            throw Exists(existing.Path, null);
        }

        var undo = new Stack<Action>();
        var current = string.Empty;
        try
        {
            var moves = new List<(string From, string To)>();
            foreach (var file in files)
            {
                current = file.Path;
                MakeFolder(Path.GetDirectoryName(file.Path)!, undo);

                // A name that no layout knows, so that a reader of the folder does not take a half-written file for a migration.
                var temporary = $"{file.Path}.{Guid.NewGuid():N}.tmp";
                undo.Push(() => File.Delete(temporary));
                await WriteThroughAsync(temporary, file.Content, cancellationToken).ConfigureAwait(false);
                moves.Add((temporary, file.Path));
            }

            foreach (var (from, to) in moves)
            {
                current = to;
                cancellationToken.ThrowIfCancellationRequested();
                File.Move(from, to, overwrite: false);
                undo.Push(() => File.Delete(to));
            }
        }
        catch (Exception e)
        {
            Undo(undo);
            if (e is IOException or UnauthorizedAccessException)
            {
                throw Path.Exists(current) && e is not UnauthorizedAccessException ? Exists(current, e) : NotWritable(current, e);
            }

            throw;
        }
    }

    private static async Task WriteThroughAsync(string path, string content, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096, FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(Utf8.GetBytes(content), cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }
    }

    private static void MakeFolder(string folder, Stack<Action> undo)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
        {
            MakeFolder(parent, undo);
        }

        Directory.CreateDirectory(folder);

        // Not recursive: whatever someone else has put there in the meantime stays.
        undo.Push(() => Directory.Delete(folder));
    }

    private static void Undo(Stack<Action> undo)
    {
        foreach (var step in undo)
        {
            try
            {
                step();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The first error is the one to report; the rest must still be cleaned up.
            }
        }
    }

    private static List<PlannedFile> Files(params (string Path, string? Content)[] files) =>
        files.Where(f => f.Content is not null).Select(f => new PlannedFile(f.Path, f.Content!)).ToList();

    private static string Sections(RenderedMigration migration) =>
        Directives(migration.Directives)
        + $"-- migrate:up\n\n{migration.Up}\n-- migrate:down\n{SectionHead(migration.DownDirectives)}{migration.Down}"
        + (migration.Verify is null ? string.Empty : $"\n-- migrate:verify\n\n{migration.Verify}");

    private static string SectionHead(IReadOnlyDictionary<string, string> directives) => directives.Count == 0 ? "\n" : Directives(directives);

    private static string Directives(IReadOnlyDictionary<string, string> directives) => directives.Count == 0
        ? string.Empty
        : string.Concat(directives.Select(d => $"-- migrate:{d.Key} {d.Value}\n")) + "\n";

    private static PgMigrateException Exists(string path, Exception? inner) => new(
        new PgError
        {
            Id = ErrorIds.FileExists,
            Kind = PgErrorKind.InvalidState,
            What = $"The file {path} exists already; nothing was written.",
            Next = "Choose another name, or remove the file first.",
        },
        inner);

    private static PgMigrateException NotWritable(string path, Exception inner) => new(
        new PgError
        {
            Id = ErrorIds.FileNotWritable,
            Kind = PgErrorKind.Permission,
            What = $"The file {path} cannot be written ({inner.Message.TrimEnd('.')}); nothing was left behind.",
            Next = "Make the folder writable for this user and see that the disk has room, then repeat the command.",
        },
        inner);
}
