--! description A column under a new name, with old and new versions of the application running meanwhile.
--! argument schema identifier = public : Schema of the table.
--! argument table identifier : Table of the column.
--! argument column identifier : Name that the column has.
--! argument to identifier : Name that it gets.
--! argument type type : Its type.
--! argument default expression optional : Its default, when it has one.
--! argument not_null flag = false : true when it is NOT NULL.
--! argument key identifier = id : Unique column without NULLs, to walk through the table in batches.
--! argument batch number = 1000 : Rows in a batch.
--! argument pause number = 0.01 : Seconds between two batches.
--! argument sync identifier = zz_sync_{{table}}_{{column}}_{{to}} : Name of the trigger and of its function.
--! argument check identifier = ck_{{table}}_{{to}}_not_null : Name of a constraint that exists for a moment.
--! migration expand
--! directive phase expand
--! directive lock-timeout 2s
--! up
-- RENAME COLUMN would break every running application at once. Instead both names exist for a while.
-- Without a default as yet: in a row that an old application inserts, it would hide what the old column got.
ALTER TABLE {{table|qualified}} ADD COLUMN {{to}} {{type}};

{{>sync-columns}}
--! down
--! directive lock-timeout 2s
-- The old column holds everything: the trigger has kept it in step.
DROP TRIGGER {{sync}} ON {{table|qualified}};

DROP FUNCTION {{sync|qualified}}();

ALTER TABLE {{table|qualified}} DROP COLUMN {{to}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = a.attrelid
    WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname = {{to|literal}}
        AND t.tgname = {{sync|literal}} AND t.tgenabled <> 'D'
);
--! migration backfill
--! directive phase migrate
--! directive transaction off
--! up
{{=set}}{{to}} = {{column}}{{/set}}
{{=where}}{{to}} IS NULL AND {{column}} IS NOT NULL{{/where}}
{{>backfill}}
--! down
-- Nothing to take back: the old column holds everything, and the new one goes with the migration before this one.
--! verify
SELECT NOT EXISTS (SELECT FROM {{table|qualified}} WHERE {{column}}::text IS DISTINCT FROM {{to}}::text);
--! migration not_null when not_null
--! directive phase migrate
--! directive transaction off
--! directive lock-timeout 2s
--! up
{{=checked}}{{to}}{{/checked}}
{{>not-null}}
--! down
--! directive lock-timeout 2s
ALTER TABLE {{table|qualified}} ALTER COLUMN {{to}} DROP NOT NULL;
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname = {{to|literal}} AND a.attnotnull
);
--! migration contract
--! directive phase contract
--! directive lock-timeout 2s
--! up
-- Only when no application uses the old name any more. Before: build the old column's indexes and constraints on the new
-- one too (templates index, unique, foreign-key, check), and recreate views; they go with the old column or refuse this.
-- All in one transaction: the trigger must not outlive the column.
ALTER TABLE {{table|qualified}}
    DROP COLUMN {{column}}{{#default}},
    ALTER COLUMN {{to}} SET DEFAULT {{default}}{{/default}};

DROP TRIGGER {{sync}} ON {{table|qualified}};

DROP FUNCTION {{sync|qualified}}();
--! down
--! directive transaction off
--! directive lock-timeout 2s
-- Nothing is lost: the old column is filled from the new one. Its indexes have to be built again.
ALTER TABLE {{table|qualified}} ADD COLUMN {{column}} {{type}};

{{>sync-columns}}

{{#default}}
ALTER TABLE {{table|qualified}}
    ALTER COLUMN {{to}} DROP DEFAULT,
    ALTER COLUMN {{column}} SET DEFAULT {{default}};

{{/default}}
{{=set}}{{column}} = {{to}}{{/set}}
{{=where}}{{column}} IS NULL AND {{to}} IS NOT NULL{{/where}}
{{>backfill}}

{{#not_null}}
{{=checked}}{{column}}{{/checked}}
{{>not-null}}
{{/not_null}}
--! verify
SELECT count(*) = 1 AND bool_and(a.attname = {{to|literal}})
FROM pg_catalog.pg_attribute AS a
WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname IN ({{column|literal}}, {{to|literal}});
