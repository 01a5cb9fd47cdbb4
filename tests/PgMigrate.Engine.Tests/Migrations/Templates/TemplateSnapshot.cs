namespace PgMigrate.Engine.Tests.Migrations.Templates;

/// <summary>
/// Everything in a database that a template can change, as sorted lines, to compare before and after. Coarser than the
/// snapshot for dry runs: the history, positions of columns and dropped columns are left out, and the names that 18 gives to
/// NOT NULL constraints, which keep the name that a column had when it got one.
/// </summary>
internal static class TemplateSnapshot
{
    public const string Sql = """
        WITH mine AS (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'pgmigrate'))
        SELECT coalesce(string_agg(line, E'\n' ORDER BY line COLLATE "C"), '') FROM (
            SELECT format('relation %s %s', c.relkind, c.oid::regclass) FROM pg_class AS c WHERE c.relnamespace IN (SELECT oid FROM mine)
            UNION ALL
            SELECT format('column %s %I %s null:%s default:%s', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
            FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE c.relnamespace IN (SELECT oid FROM mine) AND c.relkind IN ('r', 'p', 'v') AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT format('index %s valid:%s', pg_get_indexdef(i.indexrelid), i.indisvalid)
            FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid WHERE c.relnamespace IN (SELECT oid FROM mine)
            UNION ALL
            SELECT format('constraint %s %I %s', n.conrelid::regclass, n.conname, pg_get_constraintdef(n.oid)) FROM pg_constraint AS n WHERE n.connamespace IN (SELECT oid FROM mine) AND n.contype <> 'n'
            UNION ALL
            SELECT format('trigger %s %s', t.tgenabled, pg_get_triggerdef(t.oid)) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace IN (SELECT oid FROM mine)
            UNION ALL
            SELECT pg_get_functiondef(p.oid) FROM pg_proc AS p WHERE p.pronamespace IN (SELECT oid FROM mine)
            UNION ALL
            SELECT format('view %s %s', c.oid::regclass, pg_get_viewdef(c.oid)) FROM pg_class AS c WHERE c.relnamespace IN (SELECT oid FROM mine) AND c.relkind = 'v'
            UNION ALL
            SELECT format('enum %s %s %s', e.enumtypid::regtype, row_number() OVER (PARTITION BY e.enumtypid ORDER BY e.enumsortorder), e.enumlabel) FROM pg_enum AS e JOIN pg_type AS t ON t.oid = e.enumtypid WHERE t.typnamespace IN (SELECT oid FROM mine)
            UNION ALL
            SELECT format('type %s %s', t.oid::regtype, pg_get_userbyid(t.typowner)) FROM pg_type AS t WHERE t.typnamespace IN (SELECT oid FROM mine) AND t.typtype = 'e'
        ) AS lines (line)
        """;

    public static Task<string> TakeAsync(TemplateDatabase database) => database.ScalarAsync<string>(Sql);
}
