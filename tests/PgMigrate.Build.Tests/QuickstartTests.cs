namespace PgMigrate.Build.Tests;

public sealed class QuickstartTests(SandboxServer server) : IClassFixture<SandboxServer>
{
    private static readonly string Migrations = RepositoryFolder.Repository.Path("examples", "quickstart", "migrations");

    [SkippableFact]
    public async Task Every_reverse_restores_the_schema_and_the_rows_that_its_migration_found()
    {
        string[] trunk = ["0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011"];
        var before = new Stack<string>();
        foreach (var revision in trunk)
        {
            before.Push(await StateAsync());
            await UpAsync(revision);
        }

        var forked = await StateAsync();
        foreach (var branch in new[] { "0012", "0013", "heads" })
        {
            await UpAsync(branch);
            Assert.NotEqual(forked, await StateAsync());
            await DownAsync("0011");
            Assert.Equal(forked, await StateAsync());
        }

        foreach (var revision in trunk.AsEnumerable().Reverse())
        {
            var changed = await StateAsync();
            await DownAsync("-1");
            Assert.True(before.Pop() == await StateAsync(), $"the reverse of {revision} does not restore what {revision} found");
            Assert.NotEqual(changed, await StateAsync());
        }
    }

    [SkippableFact]
    public async Task The_backfill_gives_every_supplier_with_spend_its_intensity()
    {
        await UpAsync("head");
        var counts = await server.QueryAsync(
            """
            SELECT concat_ws(' ', count(*) FILTER (WHERE carbon_intensity IS NOT NULL), count(*) FILTER (WHERE carbon_intensity IS NULL))
            FROM suppliers
            """);
        await DownAsync("base");

        Assert.Equal("1080 120", counts);
    }

    [SkippableFact]
    public async Task The_history_is_documented_column_by_column_as_its_comments_say()
    {
        await UpAsync("0001");
        var columns = await server.QueryAsync(
            """
            SELECT string_agg(format('%s|| `%s` | %s |', c.relname, a.attname, coalesce(col_description(c.oid, a.attnum), '')), E'\n' ORDER BY c.relname, a.attnum)
            FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace = 'pgmigrate'::regnamespace AND c.relkind = 'r'
            """);
        await DownAsync("base");

        var page = File.ReadAllText(RepositoryFolder.Repository.Path("docs", "migrations.md")).ReplaceLineEndings("\n");
        Assert.All(columns.Split('\n'), column =>
        {
            var (table, row) = (column[..column.IndexOf('|')], column[(column.IndexOf('|') + 1)..]);
            var start = page.IndexOf($"### {table}\n", StringComparison.Ordinal);
            Assert.True(start >= 0, $"docs/migrations.md has no section {table}");
            var end = page.IndexOf("\n### ", start, StringComparison.Ordinal);
            Assert.Contains(row, page[start..(end < 0 ? page.Length : end)], StringComparison.Ordinal);
        });
    }

    private Task UpAsync(string target) => Cli.RunAsync("up", target, "--url", server.Url, "--path", Migrations, "--yes");

    private Task DownAsync(string target) => Cli.RunAsync("down", target, "--url", server.Url, "--path", Migrations, "--yes");

    // Everything of the schema public that a migration of the quickstart could leave behind, and what is in its tables.
    private Task<string> StateAsync() => server.QueryAsync(
        """
        SELECT concat_ws(E'\n',
            (SELECT string_agg(concat_ws(' ', c.relkind, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)), E'\n' ORDER BY c.relname, a.attname)
             FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')),
            (SELECT string_agg(concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated), E'\n' ORDER BY conrelid::regclass::text, conname)
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
            (SELECT string_agg(concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid), E'\n' ORDER BY indexrelid::regclass::text)
             FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid WHERE c.relnamespace = 'public'::regnamespace),
            (SELECT string_agg(pg_get_viewdef(oid), E'\n' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'),
            (SELECT string_agg(concat_ws(' ', t.typname, e.enumlabel), E'\n' ORDER BY t.typname, e.enumsortorder)
             FROM pg_type AS t JOIN pg_enum AS e ON e.enumtypid = t.oid WHERE t.typnamespace = 'public'::regnamespace),
            (SELECT string_agg(md5(query_to_xml(format('SELECT * FROM %s ORDER BY id', oid::regclass), true, false, '')::text), E'\n' ORDER BY relname)
             FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'))
        """);
}
