--! description A unique constraint over an index that is built while the table is read and written.
--! argument schema identifier = public : Schema of the table.
--! argument table identifier : Table that gets the constraint.
--! argument columns identifiers : Its columns, with commas between them.
--! argument name identifier = uq_{{table}}_{{columns}} : Name of the constraint and of its index.
--! migration
--! directive phase contract
--! directive transaction off
--! directive lock-timeout 2s
--! up
-- ADD CONSTRAINT alone would build the index under an exclusive lock. When rows are not unique the build fails here and
-- leaves an invalid index behind, which a repeated run drops and builds anew.
CREATE UNIQUE INDEX CONCURRENTLY {{name}} ON {{table|qualified}} ({{columns}});

-- Only names what the index already guarantees: brief.
ALTER TABLE {{table|qualified}} ADD CONSTRAINT {{name}} UNIQUE USING INDEX {{name}};
--! down
--! directive transaction off
--! directive lock-timeout 2s
-- The index belongs to the constraint and goes with it.
ALTER TABLE {{table|qualified}} DROP CONSTRAINT IF EXISTS {{name}};

-- For a migration that stopped after its first statement.
DROP INDEX CONCURRENTLY IF EXISTS {{name|qualified}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS c
    JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.conindid
    WHERE c.conrelid = to_regclass({{table|regclass}}) AND c.conname = {{name|literal}} AND c.contype = 'u' AND i.indisvalid
);
