--! description A foreign key, with an index on its columns, checked without blocking writes.
--! argument schema identifier = public : Schema of the table.
--! argument table identifier : Table that refers to the other.
--! argument columns identifiers : Its columns, with commas between them.
--! argument references identifier : Table that is referred to.
--! argument references_schema identifier = {{schema}} : Schema of that table.
--! argument references_columns identifiers = id : Columns that are referred to.
--! argument on_delete choice:cascade,restrict,set-null,set-default,no-action optional : What happens to rows that refer to a deleted one.
--! argument name identifier = fk_{{table}}_{{columns}} : Name of the constraint.
--! argument index flag = true : false when an index that starts with the columns exists.
--! argument index_name identifier = ix_{{table}}_{{columns}} : Name of the index.
--! migration index when index
--! directive phase expand
--! directive transaction off
--! up
-- Without it every DELETE in the other table reads the whole of this one.
CREATE INDEX CONCURRENTLY {{index_name}} ON {{table|qualified}} ({{columns}});
--! down
--! directive transaction off
DROP INDEX CONCURRENTLY IF EXISTS {{index_name|qualified}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_index AS i
    WHERE i.indexrelid = to_regclass({{index_name|regclass}}) AND i.indrelid = to_regclass({{table|regclass}}) AND i.indisvalid
);
--! migration add
--! directive phase contract
--! directive lock-timeout 2s
--! up
-- NOT VALID: holds for new rows at once and reads no old ones, so the lock on both tables is brief.
ALTER TABLE {{table|qualified}}
    ADD CONSTRAINT {{name}} FOREIGN KEY ({{columns}})
    REFERENCES {{references|qualified:references_schema}} ({{references_columns}}){{#on_delete}} ON DELETE {{on_delete}}{{/on_delete}} NOT VALID;
--! down
--! directive lock-timeout 2s
ALTER TABLE {{table|qualified}} DROP CONSTRAINT {{name}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS c
    WHERE c.conrelid = to_regclass({{table|regclass}}) AND c.conname = {{name|literal}} AND c.contype = 'f'
);
--! migration validate
--! directive phase contract
--! up
-- In a transaction of its own, so that the lock of the step before is not held while all rows are read. Fails when rows
-- refer to nothing; repair them and repeat.
ALTER TABLE {{table|qualified}} VALIDATE CONSTRAINT {{name}};
--! down
--! directive lock-timeout 2s
-- There is no statement that takes validity back; dropping and adding it again NOT VALID reads no rows.
ALTER TABLE {{table|qualified}}
    DROP CONSTRAINT {{name}},
    ADD CONSTRAINT {{name}} FOREIGN KEY ({{columns}})
    REFERENCES {{references|qualified:references_schema}} ({{references_columns}}){{#on_delete}} ON DELETE {{on_delete}}{{/on_delete}} NOT VALID;
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS c
    WHERE c.conrelid = to_regclass({{table|regclass}}) AND c.conname = {{name|literal}} AND c.contype = 'f' AND c.convalidated
);
