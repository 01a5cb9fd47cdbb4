using System.Text;
using Npgsql;

namespace PgMigrate.Engine.Tests.Servers;

/// <summary>
/// A database as text: its schema, rights, comments and settings, and a checksum of each table's rows. Two equal texts prove that nothing
/// that counts has changed in between.
/// </summary>
internal static class CatalogueSnapshot
{
    private const string NotOfTheSystem = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

    // Each gives one line of text per object, by names and never by oids, in an order that does not depend on oids.
    private static readonly (string Title, string Sql)[] Parts =
    [
        ("schemas", $"SELECT concat_ws(' ', nspname, nspowner::regrole, nspacl::text) FROM pg_namespace n WHERE {NotOfTheSystem}"),
        ("relations",
            $"""
            SELECT concat_ws(' ', format('%I.%I', n.nspname, c.relname), c.relkind, c.relpersistence, c.relowner::regrole, c.relacl::text,
                   c.reloptions::text, 'rls', c.relrowsecurity, c.relforcerowsecurity, 'replica', c.relreplident, 'of', c.reloftype::regtype,
                   'tablespace', c.reltablespace, 'bound', pg_get_expr(c.relpartbound, c.oid), 'parents',
                   (SELECT string_agg(inhparent::regclass::text, ',' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = c.oid),
                   'view', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, 'populated', c.relispopulated)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {NotOfTheSystem} AND c.relkind <> 'i' AND c.relkind <> 'I'
            """),
        ("columns",
            $"""
            SELECT concat_ws(' ', format('%I.%I.%I', n.nspname, c.relname, a.attname), a.attnum, format_type(a.atttypid, a.atttypmod),
                   'notnull', a.attnotnull, 'default', pg_get_expr(d.adbin, d.adrelid), 'identity', a.attidentity, 'generated', a.attgenerated,
                   'collation', a.attcollation::regcollation, 'dropped', a.attisdropped, a.attacl::text, a.attoptions::text, a.attstorage,
                   'missing', a.atthasmissing)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE {NotOfTheSystem} AND a.attnum > 0
            """),
        ("indexes",
            $"""
            SELECT concat_ws(' ', pg_get_indexdef(i.indexrelid), 'valid', i.indisvalid, 'ready', i.indisready, 'live', i.indislive,
                   'primary', i.indisprimary, 'clustered', i.indisclustered, 'replident', i.indisreplident)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {NotOfTheSystem}
            """),
        ("constraints",
            $"""
            SELECT concat_ws(' ', format('%I.%I', n.nspname, k.conname), k.conrelid::regclass, k.contypid::regtype,
                   pg_get_constraintdef(k.oid), 'validated', k.convalidated)
            FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE {NotOfTheSystem}
            """),
        ("types",
            $"""
            SELECT concat_ws(' ', format('%I.%I', n.nspname, t.typname), t.typtype, t.typowner::regrole, t.typacl::text, t.typbasetype::regtype,
                   t.typnotnull, t.typdefault,
                   (SELECT string_agg(quote_literal(enumlabel), ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
            FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE {NotOfTheSystem}
            """),
        ("functions",
            $"""
            SELECT concat_ws(' ', p.oid::regprocedure, p.prokind, p.proowner::regrole, p.proacl::text, p.prosrc,
                   CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END)
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {NotOfTheSystem}
            """),
        ("triggers",
            $"""
            SELECT concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE {NotOfTheSystem} AND NOT t.tgisinternal
            """),
        ("rules", "SELECT concat_ws(' ', tablename, definition) FROM pg_rules WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"),
        ("policies", "SELECT p::text FROM pg_policies p"),
        ("statistics", "SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext"),
        ("extensions", "SELECT concat_ws(' ', extname, extversion, extnamespace::regnamespace) FROM pg_extension"),
        ("languages", "SELECT concat_ws(' ', lanname, lanowner::regrole, lanacl::text) FROM pg_language"),
        ("casts", "SELECT concat_ws(' ', castsource::regtype, casttarget::regtype, castfunc::regprocedure, castcontext) FROM pg_cast WHERE oid >= 16384"),
        ("event triggers", "SELECT concat_ws(' ', evtname, evtevent, evtenabled, evtfoid::regproc) FROM pg_event_trigger"),
        ("publications", "SELECT concat_ws(' ', pubname, puballtables, pubinsert, pubupdate, pubdelete) FROM pg_publication"),
        ("foreign servers", "SELECT concat_ws(' ', srvname, srvoptions::text, srvacl::text) FROM pg_foreign_server"),
        ("default rights", "SELECT concat_ws(' ', defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl::text) FROM pg_default_acl"),
        ("comments",
            """
            SELECT concat_ws(' ', (pg_identify_object(classoid, objoid, objsubid)).identity, description)
            FROM pg_description WHERE objoid >= 16384
            """),
        ("settings",
            """
            SELECT concat_ws(' ', (SELECT datname FROM pg_database d WHERE d.oid = setdatabase), setrole::regrole, setconfig::text)
            FROM pg_db_role_setting WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
            """),
        ("database",
            """
            SELECT concat_ws(' ', datdba::regrole, datacl::text, datconnlimit, datallowconn, datistemplate, shobj_description(oid, 'pg_database'))
            FROM pg_database WHERE datname = current_database()
            """),
        ("large objects", "SELECT concat_ws(' ', lomowner::regrole, lomacl::text, md5(lo_get(oid))) FROM pg_largeobject_metadata"),
        ("prepared transactions", "SELECT concat_ws(' ', gid, owner) FROM pg_prepared_xacts WHERE database = current_database()"),
    ];

    public static async Task<string> TakeAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();

        // One moment for all of it; and an empty search_path so that every name is written with its schema.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await RowsAsync(connection, "SELECT set_config('search_path', '', true)");
        var text = new StringBuilder();
        foreach (var (title, sql) in Parts)
        {
            Append(text, title, await RowsAsync(connection, sql));
        }

        Append(text, "sequences", await SequencesAsync(connection));
        Append(text, "rows", await TableRowsAsync(connection));
        return text.ToString();
    }

    private static async Task<List<string>> SequencesAsync(NpgsqlConnection connection)
    {
        var lines = new List<string>();
        foreach (var name in await RelationsAsync(connection, "S"))
        {
            var definition = await RowsAsync(connection, $"SELECT s::text FROM (SELECT seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle FROM pg_catalog.pg_sequence WHERE seqrelid = '{name.Replace("'", "''", StringComparison.Ordinal)}'::regclass) s");
            var state = await RowsAsync(connection, $"SELECT (last_value, is_called)::text FROM {name}");
            lines.Add($"{name} {definition[0]} {state[0]}");
        }

        return lines;
    }

    private static async Task<List<string>> TableRowsAsync(NpgsqlConnection connection)
    {
        var lines = new List<string>();
        foreach (var name in await RelationsAsync(connection, "r', 'm"))
        {
            // The sum of row checksums does not depend on the order in which the rows lie.
            var sum = await RowsAsync(connection, $"SELECT concat_ws(' ', count(*), sum(hashtextextended(t::text, 0)::numeric)) FROM ONLY {name} t");
            lines.Add($"{name} {sum[0]}");
        }

        return lines;
    }

    private static Task<List<string>> RelationsAsync(NpgsqlConnection connection, string kinds) => RowsAsync(
        connection,
        $"SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {NotOfTheSystem} AND c.relkind IN ('{kinds}') AND c.relispopulated");

    private static async Task<List<string>> RowsAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.IsDBNull(0) ? "" : reader.GetString(0));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static void Append(StringBuilder text, string title, List<string> lines)
    {
        text.Append("== ").Append(title).Append('\n');
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }
    }
}
