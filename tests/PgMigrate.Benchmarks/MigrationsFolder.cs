using System.Globalization;

namespace PgMigrate.Benchmarks;

/// <summary>A folder of small migrations: table, column, index, check in turn. Readable by dbmate too.</summary>
internal sealed class MigrationsFolder : IDisposable
{
    public MigrationsFolder(int count)
    {
        Directory.CreateDirectory(Path);
        for (var i = 1; i <= count; i++)
        {
            var table = string.Create(CultureInfo.InvariantCulture, $"t{((i - 1) / 4) + 1}");
            var (up, down) = (i % 4) switch
            {
                1 => ($"CREATE TABLE {table} (id bigint PRIMARY KEY, name text NOT NULL);", $"DROP TABLE {table};"),
                2 => ($"ALTER TABLE {table} ADD COLUMN amount numeric DEFAULT 0;", $"ALTER TABLE {table} DROP COLUMN amount;"),
                3 => ($"CREATE INDEX {table}_name ON {table} (name);", $"DROP INDEX {table}_name;"),
                _ => ($"ALTER TABLE {table} ADD CONSTRAINT {table}_amount CHECK (amount >= 0);", $"ALTER TABLE {table} DROP CONSTRAINT {table}_amount;"),
            };
            var file = System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{20240101000000 + i}_step_{i}.sql"));
            File.WriteAllText(file, $"-- migrate:up\n{up}\n\n-- migrate:down\n{down}\n");
            Plain.Add(up);
        }

        var one = System.IO.Path.Combine(Root, "plain");
        Directory.CreateDirectory(one);
        PsqlScript = System.IO.Path.Combine(Root, "all.psql");
        using var script = new StreamWriter(PsqlScript);
        for (var i = 0; i < Plain.Count; i++)
        {
            var file = System.IO.Path.Combine(one, string.Create(CultureInfo.InvariantCulture, $"{i:00000}.sql"));
            File.WriteAllText(file, Plain[i] + "\n");
            script.Write($"\\i {file}\n");
        }
    }

    public string Root { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "pgmigrate-bench-" + Guid.NewGuid().ToString("N"));

    public string Path => System.IO.Path.Combine(Root, "migrations");

    /// <summary>The same files for psql, one after the other in one session.</summary>
    public string PsqlScript { get; }

    public List<string> Plain { get; } = [];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
