using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>Reads the migrations of a folder: names, checksums, directives, sections. Parents are the graph's business.</summary>
internal static class FolderReader
{
    /// <param name="folder">Full path.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="known">What was read before: taken over where the files have not been written since.</param>
    public static IReadOnlyList<MigrationSource> Read(
        string folder, CancellationToken cancellationToken, IEnumerable<MigrationSource>? known = null)
    {
        var before = (known ?? []).ToDictionary(source => source.File.File, StringComparer.Ordinal);
        var paths = FolderScan.Read(folder);
        var sources = new MigrationSource[paths.Count];
        var failures = new PgMigrateException?[paths.Count];
        var kept = new TextAllowance();
        Parallel.For(
            0,
            paths.Count,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i =>
            {
                try
                {
                    sources[i] = before.TryGetValue(paths[i].Forward, out var source) && source.IsStill(paths[i]) ? source : Read(paths[i], kept);
                }
                catch (PgMigrateException failure)
                {
                    failures[i] = failure;
                }
            });

        // The first in order, so that the same folder gives the same error each time.
        if (Array.Find(failures, failure => failure is not null) is { } first)
        {
            throw new PgMigrateException(first.Error, first);
        }

        RefuseDuplicates(sources);
        return sources;
    }

    private static MigrationSource Read(MigrationPaths paths, TextAllowance kept)
    {
        var outline = ScriptOutline.Read(FileContent.Read(paths.Forward, kept));
        var up = outline.Section("up") ?? outline.Whole();
        var down = Direction("down", outline, paths.Reverse, kept);
        var verify = Direction("verify", outline, paths.Verify, kept);
        var directives = outline.Directives;
        var layout = outline.HasSections && paths.Layout == MigrationLayout.RollbackFolder ? MigrationLayout.Sections : paths.Layout;
        var file = new MigrationFile
        {
            Revision = directives.Revision ?? paths.Number?.Text ?? paths.Stem,
            Name = paths.Name,
            Layout = layout,
            File = paths.Forward,
            ReverseFile = down?.Path,
            VerifyFile = verify?.Path,
            Checksum = up.Content.Checksum,
            ReverseChecksum = down?.Content.Checksum,
            DependsOn = directives.DependsOn,
            Labels = directives.Labels,
            Transaction = directives.Transaction,
            LockTimeout = directives.LockTimeout,
            StatementTimeout = directives.StatementTimeout,
            Phase = directives.Phase,
            Estimate = directives.Estimate,
            Ticket = directives.Ticket,
            Requires = directives.Requires,
            Allow = directives.Allow,
        };
        return new MigrationSource(file, paths.Number, up) { Down = down, Verify = verify, Revises = directives.Revises };
    }

    private static MigrationScript? Direction(string section, ScriptOutline outline, string? companion, TextAllowance kept)
    {
        if (companion is null)
        {
            return outline.Section(section);
        }

        return outline.Section(section) is null
            ? ScriptOutline.Read(FileContent.Read(companion, kept), companion: true).Whole()
            : throw MigrationFileErrors.DirectionTwice(section, outline.Content.Path, companion);
    }

    private static void RefuseDuplicates(MigrationSource[] sources)
    {
        var byRevision = new Dictionary<string, MigrationSource>(StringComparer.Ordinal);
        var byNumber = new Dictionary<MigrationNumber, MigrationSource>();
        foreach (var source in sources)
        {
            if (!byRevision.TryAdd(source.Revision, source))
            {
                throw MigrationFileErrors.RevisionDuplicate(source.Revision, byRevision[source.Revision].File.File, source.File.File);
            }

            // 0004 and 4 are the same number; only a revision of its own tells them apart.
            var named = source.Up.Directives.Revision is not null;
            if (source.Number is { } number && !named && !byNumber.TryAdd(number, source))
            {
                throw MigrationFileErrors.RevisionDuplicate(source.Revision, byNumber[number].File.File, source.File.File);
            }
        }
    }
}
