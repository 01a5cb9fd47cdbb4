# Everything that a statement which writes could have changed, as text: what there is, and what is in it.
function Get-CatalogueText([string] $Database) {
    $lines = Invoke-TestSql $Database @'
SELECT line FROM (
    SELECT 'database ' || datname || ' ' || datdba::regrole::text AS line FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT 'schema ' || nspname FROM pg_namespace
        WHERE nspname NOT LIKE 'pg\_toast%' AND nspname NOT LIKE 'pg\_temp%'
    UNION ALL SELECT 'relation ' || c.oid::regclass::text || ' ' || c.relkind::text || ' ' || coalesce(c.reloptions::text, '')
            || ' ' || coalesce(pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid, '') || ' ' || coalesce(obj_description(c.oid, 'pg_class'), '')
        FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
        WHERE c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND c.relnamespace::regnamespace::text NOT LIKE 'pg\_t%'
    UNION ALL SELECT 'column ' || attrelid::regclass::text || '.' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull
            || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE attnum > 0 AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND c.relnamespace::regnamespace::text NOT LIKE 'pg\_t%'
    UNION ALL SELECT 'constraint ' || conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0
    UNION ALL SELECT 'function ' || oid::regprocedure::text || ' ' || md5(prosrc) FROM pg_proc WHERE pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    UNION ALL SELECT 'type ' || oid::regtype::text FROM pg_type WHERE typnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND typnamespace::regnamespace::text NOT LIKE 'pg\_t%'
    UNION ALL SELECT 'enum ' || enumtypid::regtype::text || ' ' || enumlabel FROM pg_enum
    UNION ALL SELECT 'role ' || rolname FROM pg_roles
) AS l ORDER BY line COLLATE "C"
'@
    $tables = Invoke-TestSql $Database "SELECT quote_ident(schemaname) || '.' || quote_ident(relname) AS name FROM pg_stat_user_tables ORDER BY 1"
    $contents = foreach ($table in $tables) {
        $row = Invoke-TestSql $Database "SELECT count(*) AS n, coalesce(md5(string_agg(t::text, E'\n' ORDER BY t::text COLLATE ""C"")), '') AS hash FROM $($table.name) AS t"
        "content $($table.name) $($row.n) $($row.hash)"
    }
    ((@($lines.line) + @($contents)) -join "`n")
}
