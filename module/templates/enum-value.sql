--! description One more value of an enum type.
--! argument schema identifier = public : Schema of the type.
--! argument name identifier : Name of the type.
--! argument value text : The new value.
--! argument old_name identifier = {{name}}_old : Name of the type while its reverse replaces it.
--! argument before text optional : Existing value that it comes before.
--! argument after text optional : Existing value that it comes after; without either it comes last.
--! refuse when before after : Give before or after, not both.
--! migration
--! directive phase expand
--! up
-- Locks no table. The value can be used as soon as this migration is committed, not within it.
ALTER TYPE {{name|qualified}} ADD VALUE IF NOT EXISTS {{value}}{{#before}} BEFORE {{before}}{{/before}}{{#after}} AFTER {{after}}{{/after}};
--! down
--! directive lock-timeout 2s
-- PostgreSQL cannot take a value back. So the type is made anew without it and every column of the type is converted,
-- which rewrites those tables under an exclusive lock: on a big table leave the value where it is, it does no harm.
-- Refused, with nothing changed, while a row or a default uses the value, or a view, a function or a constraint uses
-- the type in a way that cannot be converted. Grants on the type have to be given again.
DO {{$}}
DECLARE
    old_type regtype := {{name|regclass}};
    type_owner text;
    labels text;
    used_by record;
    is_used boolean;
BEGIN
    SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) INTO labels
    FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = old_type AND e.enumlabel <> {{value}};
    SELECT pg_catalog.pg_get_userbyid(t.typowner) INTO type_owner FROM pg_catalog.pg_type AS t WHERE t.oid = old_type;

    -- Columns of the type and of arrays of it. Children take part through their parents.
    CREATE TEMPORARY TABLE pgmigrate_enum_columns ON COMMIT DROP AS
    SELECT a.attrelid::regclass AS used_in, a.attname AS used_as, a.atttypid <> old_type AS is_array,
        pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS default_text
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_type AS t ON t.oid = old_type
    LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.atttypid IN (t.oid, t.typarray) AND c.relkind IN ('r', 'p') AND NOT a.attisdropped AND a.attinhcount = 0;

    FOR used_by IN SELECT * FROM pgmigrate_enum_columns LOOP
        -- First the lock, then the question, so that the answer stays true.
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', used_by.used_in);
        EXECUTE format(
            CASE WHEN used_by.is_array THEN 'SELECT EXISTS (SELECT FROM %s WHERE %L = ANY (%I))'
                ELSE 'SELECT EXISTS (SELECT FROM %s WHERE %L = %I)' END,
            used_by.used_in, {{value}}, used_by.used_as) INTO is_used;
        IF is_used THEN
            RAISE EXCEPTION 'rows of %, column %, still use the value', used_by.used_in, used_by.used_as
                USING ERRCODE = 'object_in_use', HINT = 'Change those rows to another value, then repeat.';
        END IF;
    END LOOP;

    ALTER TYPE {{name|qualified}} RENAME TO {{old_name}};
    EXECUTE format('CREATE TYPE %s AS ENUM (%s)', {{name|regclass}}, labels);
    EXECUTE format('ALTER TYPE %s OWNER TO %I', {{name|regclass}}, type_owner);
    FOR used_by IN SELECT * FROM pgmigrate_enum_columns LOOP
        IF used_by.default_text IS NOT NULL THEN
            EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', used_by.used_in, used_by.used_as);
        END IF;
        EXECUTE format(
            CASE WHEN used_by.is_array THEN 'ALTER TABLE %1$s ALTER COLUMN %2$I TYPE %3$s[] USING %2$I::text[]::%3$s[]'
                ELSE 'ALTER TABLE %1$s ALTER COLUMN %2$I TYPE %3$s USING %2$I::text::%3$s' END,
            used_by.used_in, used_by.used_as, {{name|regclass}});
        IF used_by.default_text IS NOT NULL THEN
            EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s', used_by.used_in, used_by.used_as, used_by.default_text);
        END IF;
    END LOOP;
    DROP TYPE {{old_name|qualified}};
    DROP TABLE pgmigrate_enum_columns;
END
{{$}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_enum AS e
    WHERE e.enumtypid = to_regtype({{name|regclass}}) AND e.enumlabel = {{value}}
);
