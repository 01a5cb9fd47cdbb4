--! description NOT NULL on a column that exists, without a long lock.
--! argument schema identifier = public : Schema of the table.
--! argument table identifier : Table of the column.
--! argument column identifier : The column.
--! argument default expression optional : A default to set first, for a column that has none.
--! argument backfill expression = {{default}} : What rows with NULL get, in batches; may use other columns.
--! argument key identifier = id : Unique column without NULLs, to walk through the table in batches.
--! argument batch number = 1000 : Rows in a batch.
--! argument pause number = 0.01 : Seconds between two batches.
--! argument check identifier = ck_{{table}}_{{column}}_not_null : Name of the constraint that proves it in between.
--! migration default when default
--! directive phase expand
--! directive lock-timeout 2s
--! up
-- First, so that no new NULLs come from statements that leave the column out.
ALTER TABLE {{table|qualified}} ALTER COLUMN {{column}} SET DEFAULT {{default}};
--! down
--! directive lock-timeout 2s
ALTER TABLE {{table|qualified}} ALTER COLUMN {{column}} DROP DEFAULT;
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname = {{column|literal}} AND a.atthasdef
);
--! migration backfill when backfill
--! directive phase migrate
--! directive transaction off
--! up
-- Before the constraint: a CHECK, even NOT VALID, refuses every UPDATE of a row that still holds NULL.
{{=set}}{{column}} = {{backfill}}{{/set}}
{{=where}}{{column}} IS NULL{{/where}}
{{>backfill}}
--! down
-- Nothing to take back: which rows held NULL is no longer known, and the column still allows it.
--! verify
SELECT NOT EXISTS (SELECT FROM {{table|qualified}} WHERE {{column}} IS NULL);
--! migration check
--! directive phase contract
--! directive lock-timeout 2s
--! up
-- NOT VALID: refuses NULL from now on and reads no old rows, so the exclusive lock is brief.
ALTER TABLE {{table|qualified}} ADD CONSTRAINT {{check}} CHECK ({{column}} IS NOT NULL) NOT VALID;
--! down
--! directive lock-timeout 2s
ALTER TABLE {{table|qualified}} DROP CONSTRAINT {{check}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS c
    WHERE c.conrelid = to_regclass({{table|regclass}}) AND c.conname = {{check|literal}} AND c.contype = 'c'
);
--! migration validate
--! directive phase contract
--! up
-- Reads all rows while others read and write. Fails when NULLs are left; fill them and repeat.
ALTER TABLE {{table|qualified}} VALIDATE CONSTRAINT {{check}};
--! down
--! directive lock-timeout 2s
-- There is no statement that takes validity back; dropping and adding it again NOT VALID reads no rows.
ALTER TABLE {{table|qualified}}
    DROP CONSTRAINT {{check}},
    ADD CONSTRAINT {{check}} CHECK ({{column}} IS NOT NULL) NOT VALID;
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS c
    WHERE c.conrelid = to_regclass({{table|regclass}}) AND c.conname = {{check|literal}} AND c.contype = 'c' AND c.convalidated
);
--! migration set
--! directive phase contract
--! directive transaction off
--! directive lock-timeout 2s
--! up
-- The validated CHECK proves that no NULL is there, so nothing is read (PostgreSQL 12 and later).
ALTER TABLE {{table|qualified}} ALTER COLUMN {{column}} SET NOT NULL;

-- After it, not with it: in one ALTER TABLE the constraint would be dropped first and prove nothing.
ALTER TABLE {{table|qualified}} DROP CONSTRAINT {{check}};
--! down
--! directive transaction off
--! directive lock-timeout 2s
-- Statement by statement, so that validating holds no exclusive lock.
ALTER TABLE {{table|qualified}} ADD CONSTRAINT {{check}} CHECK ({{column}} IS NOT NULL) NOT VALID;

ALTER TABLE {{table|qualified}} VALIDATE CONSTRAINT {{check}};

ALTER TABLE {{table|qualified}} ALTER COLUMN {{column}} DROP NOT NULL;
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = to_regclass({{table|regclass}}) AND a.attname = {{column|literal}} AND a.attnotnull
);
