--! description A column less: first nothing needs it any more, then it goes.
--! argument schema identifier = public : Schema of the table.
--! argument table identifier : Table of the column.
--! argument column identifier : The column.
--! argument type type : Its type, for the way back.
--! argument default expression optional : Its default, when it has one.
--! argument not_null flag = false : true when it is NOT NULL.
--! argument backfill expression = {{default}} : On the way back, what rows get that hold nothing; may use other columns.
--! argument key identifier = id : Unique column without NULLs, to walk through the table in batches.
--! argument batch number = 1000 : Rows in a batch.
--! argument pause number = 0.01 : Seconds between two batches.
--! argument check identifier = ck_{{table}}_{{column}}_not_null : Name of a constraint that exists for a moment.
--! refuse when not_null !backfill : On the way back rows need a value again: give backfill, or default.
--! migration release when not_null|default
--! directive phase migrate
--! directive transaction off
--! directive lock-timeout 2s
--! up
-- Applications that still write the column and those that leave it out both work from here on.
ALTER TABLE {{table|qualified}}{{#not_null}}
    ALTER COLUMN {{column}} DROP NOT NULL{{#default}},{{/default}}{{/not_null}}{{#default}}
    ALTER COLUMN {{column}} DROP DEFAULT{{/default}};
--! down
--! directive transaction off
--! directive lock-timeout 2s
{{#default}}
ALTER TABLE {{table|qualified}} ALTER COLUMN {{column}} SET DEFAULT {{default}};
{{/default}}
{{#not_null}}

-- Rows that were written without the column, or before it came back.
{{=set}}{{column}} = {{backfill}}{{/set}}
{{=where}}{{column}} IS NULL{{/where}}
{{>backfill}}

{{=checked}}{{column}}{{/checked}}
{{>not-null}}
{{/not_null}}
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname = {{column|literal}} AND NOT a.attnotnull AND NOT a.atthasdef
);
--! migration drop
--! directive phase contract
--! directive lock-timeout 2s
--! up
-- Only when no application reads or writes the column any more: it fails for them at once. Brief, and frees no space.
-- Without CASCADE: a view that uses the column refuses this. Indexes and constraints of the column go with it.
ALTER TABLE {{table|qualified}} DROP COLUMN {{column}};
--! down
--! directive lock-timeout 2s
-- The column comes back empty: its data are lost, unless they are taken from a backup made before.
ALTER TABLE {{table|qualified}} ADD COLUMN {{column}} {{type}};
--! verify
SELECT to_regclass({{table|regclass}}) IS NOT NULL AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname = {{column|literal}}
);
