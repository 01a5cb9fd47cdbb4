--! description A check constraint, proved on existing rows without blocking writes.
--! argument schema identifier = public : Schema of the table.
--! argument table identifier : Table that gets the constraint.
--! argument expression expression : Condition that every row must meet: amount >= 0.
--! argument name identifier = ck_{{table}}_{{expression|words}} : Name of the constraint.
--! migration add
--! directive phase contract
--! directive lock-timeout 2s
--! up
-- NOT VALID: holds for every row written from now on and reads no old ones, so the exclusive lock is brief.
ALTER TABLE {{table|qualified}} ADD CONSTRAINT {{name}} CHECK ({{expression}}) NOT VALID;
--! down
--! directive lock-timeout 2s
ALTER TABLE {{table|qualified}} DROP CONSTRAINT {{name}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS c
    WHERE c.conrelid = to_regclass({{table|regclass}}) AND c.conname = {{name|literal}} AND c.contype = 'c'
);
--! migration validate
--! directive phase contract
--! up
-- In a transaction of its own, so that the lock of the step before is not held while all rows are read. Fails when rows
-- do not meet the condition; repair them and repeat.
ALTER TABLE {{table|qualified}} VALIDATE CONSTRAINT {{name}};
--! down
--! directive lock-timeout 2s
-- There is no statement that takes validity back; dropping and adding it again NOT VALID reads no rows.
ALTER TABLE {{table|qualified}}
    DROP CONSTRAINT {{name}},
    ADD CONSTRAINT {{name}} CHECK ({{expression}}) NOT VALID;
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS c
    WHERE c.conrelid = to_regclass({{table|regclass}}) AND c.conname = {{name|literal}} AND c.contype = 'c' AND c.convalidated
);
