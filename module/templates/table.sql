--! description A new table.
--! argument schema identifier = public : Schema of the table.
--! argument table identifier : Name of the new table.
--! argument definition expression optional : Columns and constraints, with commas between them; without it a key and two times.
--! migration
--! directive phase expand
--! directive lock-timeout 2s
--! up
-- A REFERENCES in here locks the other table against writes until the transaction ends, hence the lock time limit.
CREATE TABLE {{table|qualified}} (
{{#definition}}
    {{definition}}
{{/definition}}
{{^definition}}
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
{{/definition}}
);
--! down
--! directive lock-timeout 2s
-- The rows go with it. Without CASCADE: whatever depends on the table has to be undone first.
DROP TABLE {{table|qualified}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_class AS c
    WHERE c.oid = to_regclass({{table|regclass}}) AND c.relkind IN ('r', 'p')
);
