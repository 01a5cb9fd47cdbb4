using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>Reads the migrations of a folder: names, checksums, directives, sections. Parents are the graph's business.</summary>
internal static class FolderReader
{
    public static IReadOnlyList<MigrationSource> Read(string folder, CancellationToken cancellationToken)
    {
        var paths = FolderScan.Read(folder);
        var sources = new MigrationSource[paths.Count];
        try
        {
            Parallel.For(
                0,
                paths.Count,
                new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
                i => sources[i] = Read(paths[i]));
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<PgMigrateException>().Any())
        {
            // The first by name, so that the same folder gives the same error each time.
            throw e.InnerExceptions.OfType<PgMigrateException>()
                .OrderBy(inner => inner.Error.Position?.File, StringComparer.Ordinal).First();
        }

        RefuseDuplicates(sources);
        return sources;
    }

    private static MigrationSource Read(MigrationPaths paths)
    {
        var outline = ScriptOutline.Read(FileContent.Read(paths.Forward));
        var up = outline.Section("up") ?? outline.Whole();
        var down = outline.Section("down") ?? Companion(paths.Reverse);
        var verify = outline.Section("verify") ?? Companion(paths.Verify);
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

    private static MigrationScript? Companion(string? path) =>
        path is null ? null : ScriptOutline.Read(FileContent.Read(path)).Whole();

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
