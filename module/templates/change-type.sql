--! description Another type for a column, without rewriting the table under a lock.
--! argument schema identifier = public : Schema of the table.
--! argument table identifier : Table of the column.
--! argument column identifier : The column.
--! argument old_type type : Type that it has.
--! argument type type : Type that it gets.
--! argument using expression = {{column}} : Conversion of an old value, in which only the column occurs. Without it, what the server does on assignment, as ALTER TABLE does.
--! argument back expression = {{column}} : Conversion of a new value, for the way back.
--! argument default expression optional : Default with the new type, when the column has one.
--! argument old_default expression = {{default}} : Default with the old type.
--! argument not_null flag = false : true when the column is NOT NULL.
--! argument key identifier = id : Unique column without NULLs, to walk through the table in batches. It must not be this column.
--! argument batch number = 1000 : Rows in a batch.
--! argument pause number = 0.01 : Seconds between two batches.
--! argument new_column identifier = {{column}}_new : Name of the new column until the swap.
--! argument old_column identifier = {{column}}_old : Name of the old column after the swap.
--! argument sync identifier = zz_sync_{{table}}_{{column}} : Name of the trigger and of its function.
--! argument undo_sync identifier = {{sync}}_undo : The same, while the swap is undone.
--! argument check identifier = ck_{{table}}_{{column}}_not_null : Name of a constraint that exists for a moment.
--! refuse when old_default !default : Give default too: a column with a default keeps one.
--! migration expand
--! directive phase expand
--! directive lock-timeout 2s
--! up
-- ALTER COLUMN TYPE would rewrite the whole table while nobody can read it. Instead a second column is filled meanwhile.
ALTER TABLE {{table|qualified}} ADD COLUMN {{new_column}} {{type}};

-- Changes no row: fails here, before anything depends on it, when the conversion does not give the new type.
UPDATE {{table|qualified}} SET {{new_column}} = {{using}} WHERE false;

-- From now on a value that cannot be converted is refused when it is written.
{{=converter}}{{sync|qualified}}{{/converter}}
{{=conversion}}{{using}}{{/conversion}}
{{=target}}{{new_column}}{{/target}}
{{>convert-function}}

-- Triggers fire in the order of their names; this one has to see what the others made of the row.
CREATE TRIGGER {{sync}} BEFORE INSERT OR UPDATE ON {{table|qualified}}
    FOR EACH ROW EXECUTE FUNCTION {{sync|qualified}}();
--! down
--! directive lock-timeout 2s
DROP TRIGGER {{sync}} ON {{table|qualified}};

DROP FUNCTION {{sync|qualified}}();

ALTER TABLE {{table|qualified}} DROP COLUMN {{new_column}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = a.attrelid
    WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname = {{new_column|literal}}
        AND a.atttypid = to_regtype({{type|literal}}) AND t.tgname = {{sync|literal}} AND t.tgenabled <> 'D'
);
--! migration backfill
--! directive phase migrate
--! directive transaction off
--! up
{{=set}}{{new_column}} = {{using}}{{/set}}
{{=where}}{{new_column}} IS NULL AND {{column}} IS NOT NULL{{/where}}
{{>backfill}}
--! down
-- Nothing to take back: the new column goes with the migration before this one.
--! verify
SELECT NOT EXISTS (SELECT FROM {{table|qualified}} WHERE {{new_column}} IS NULL AND ({{using}}) IS NOT NULL);
--! migration not_null when not_null
--! directive phase migrate
--! directive transaction off
--! directive lock-timeout 2s
--! up
{{=checked}}{{new_column}}{{/checked}}
{{>not-null}}
--! down
--! directive lock-timeout 2s
ALTER TABLE {{table|qualified}} ALTER COLUMN {{new_column}} DROP NOT NULL;
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname = {{new_column|literal}} AND a.attnotnull
);
--! migration swap
--! directive phase migrate
--! directive lock-timeout 2s
--! up
-- Before: build the column's indexes and constraints on the new column too (templates index, unique, foreign-key, check).
-- After: recreate views, which go on showing the old column, and give a sequence that belongs to it to the new one
-- (ALTER SEQUENCE ... OWNED BY). All in one transaction: nobody sees a moment without the column.
ALTER TABLE {{table|qualified}} RENAME COLUMN {{column}} TO {{old_column}};

ALTER TABLE {{table|qualified}} RENAME COLUMN {{new_column}} TO {{column}};
{{#default}}

ALTER TABLE {{table|qualified}}
    ALTER COLUMN {{old_column}} DROP DEFAULT,
    ALTER COLUMN {{column}} SET DEFAULT {{default}};
{{/default}}
{{#not_null}}

-- Nobody fills it any more.
ALTER TABLE {{table|qualified}} ALTER COLUMN {{old_column}} DROP NOT NULL;
{{/not_null}}

DROP TRIGGER {{sync}} ON {{table|qualified}};

DROP FUNCTION {{sync|qualified}}();
--! down
--! directive transaction off
--! directive lock-timeout 2s
-- First the old column catches up with what was written since the swap. A value that the old type cannot hold stops this
-- with an error, and the new column stays in use.
{{=converter}}{{undo_sync|qualified}}{{/converter}}
{{=conversion}}{{back}}{{/conversion}}
{{=target}}{{old_column}}{{/target}}
{{>convert-function}}

CREATE TRIGGER {{undo_sync}} BEFORE INSERT OR UPDATE ON {{table|qualified}}
    FOR EACH ROW EXECUTE FUNCTION {{undo_sync|qualified}}();

{{=set}}{{old_column}} = {{back}}{{/set}}
{{=where}}{{old_column}}::text IS DISTINCT FROM ({{back}})::text{{/where}}
{{>backfill}}

{{#not_null}}
{{=checked}}{{old_column}}{{/checked}}
{{>not-null}}

{{/not_null}}
{{=converter}}{{sync|qualified}}{{/converter}}
{{=conversion}}{{using}}{{/conversion}}
{{=target}}{{new_column}}{{/target}}
{{>convert-function}}

-- One statement: nobody sees a moment without the column, though this script runs outside of a transaction.
DO {{$}}
BEGIN
    ALTER TABLE {{table|qualified}} RENAME COLUMN {{column}} TO {{new_column}};
    ALTER TABLE {{table|qualified}} RENAME COLUMN {{old_column}} TO {{column}};
{{#default}}
    ALTER TABLE {{table|qualified}}
        ALTER COLUMN {{new_column}} DROP DEFAULT,
        ALTER COLUMN {{column}} SET DEFAULT {{old_default}};
{{/default}}
    DROP TRIGGER {{undo_sync}} ON {{table|qualified}};
    CREATE TRIGGER {{sync}} BEFORE INSERT OR UPDATE ON {{table|qualified}}
        FOR EACH ROW EXECUTE FUNCTION {{sync|qualified}}();
END
{{$}};

DROP FUNCTION {{undo_sync|qualified}}();
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_attribute AS o ON o.attrelid = a.attrelid
    WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname = {{column|literal}}
        AND a.atttypid = to_regtype({{type|literal}}) AND o.attname = {{old_column|literal}}
);
--! migration contract
--! directive phase contract
--! directive lock-timeout 2s
--! up
-- Some time after the swap, when it is certain that it will not be undone: what only the old column holds is lost.
ALTER TABLE {{table|qualified}} DROP COLUMN {{old_column}};
--! down
--! directive lock-timeout 2s
-- Empty; undoing the swap fills it from the column in use. Its indexes have to be built again.
ALTER TABLE {{table|qualified}} ADD COLUMN {{old_column}} {{old_type}};
--! verify
SELECT count(*) = 1 AND bool_and(a.attname = {{column|literal}})
FROM pg_catalog.pg_attribute AS a
WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname IN ({{column|literal}}, {{old_column|literal}});
