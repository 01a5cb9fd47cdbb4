--! description A column, with a default that rewrites nothing, and existing rows filled in batches.
--! argument schema identifier = public : Schema of the table.
--! argument table identifier : Table that gets the column.
--! argument column identifier : Name of the new column.
--! argument type type : Its type, such as text or numeric(12, 2).
--! argument default expression optional : Its default: 0, 'new', now(), gen_random_uuid().
--! argument backfill expression = {{#default.volatile}}{{default}}{{/default.volatile}} : What existing rows get, in batches; may use other columns. Needed only when a constant default is not enough.
--! argument not_null flag = false : true for NOT NULL, which needs a constant default and no backfill.
--! argument key identifier = id : Unique column without NULLs, to walk through the table in batches.
--! argument batch number = 1000 : Rows in a batch.
--! argument pause number = 0.01 : Seconds between two batches.
--! refuse when not_null !default : A NOT NULL column needs a default for the rows that exist: give a constant one, or add the column without not_null, fill it, and use the template not-null.
--! refuse when not_null backfill : NOT NULL comes after the backfill: add the column without not_null, then use the template not-null.
--! migration add
--! directive phase expand
--! directive lock-timeout 2s
--! up
{{#backfill}}
-- Nullable and without a default at first: a default that differs from row to row would rewrite the table under a lock.
ALTER TABLE {{table|qualified}} ADD COLUMN {{column}} {{type}};
{{#default}}

-- For new rows only; existing rows are filled by the next migration.
ALTER TABLE {{table|qualified}} ALTER COLUMN {{column}} SET DEFAULT {{default}};
{{/default}}
{{/backfill}}
{{^backfill}}
-- The lock is exclusive but brief: a constant default is kept in the catalogue and no row is rewritten.
ALTER TABLE {{table|qualified}} ADD COLUMN {{column}} {{type}}{{#default}} DEFAULT {{default}}{{/default}}{{#not_null}} NOT NULL{{/not_null}};
{{/backfill}}
--! down
--! directive lock-timeout 2s
-- What was written into the column is lost.
ALTER TABLE {{table|qualified}} DROP COLUMN {{column}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname = {{column|literal}}
        AND a.atttypid = to_regtype({{type|literal}}){{#default}} AND a.atthasdef{{/default}}{{#not_null}} AND a.attnotnull{{/not_null}}
);
--! migration backfill when backfill
--! directive phase migrate
--! directive transaction off
--! up
{{=set}}{{column}} = {{backfill}}{{/set}}
{{=where}}{{column}} IS NULL{{/where}}
{{>backfill}}
--! down
-- Nothing to take back: the values go with the column, when the migration before this one is undone.
--! verify
SELECT NOT EXISTS (SELECT FROM {{table|qualified}} WHERE {{column}} IS NULL AND ({{backfill}}) IS NOT NULL);
