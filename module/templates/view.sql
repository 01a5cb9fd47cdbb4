--! description A new view.
--! argument schema identifier = public : Schema of the view.
--! argument name identifier : Name of the view.
--! argument definition expression : The query: SELECT id, name FROM suppliers WHERE active.
--! migration
--! directive phase expand
--! up
-- Not OR REPLACE: a view of this name that exists belongs to somebody. A view that changes often is better kept in a
-- repeatable file.
CREATE VIEW {{name|qualified}} AS
{{definition}};
--! down
DROP VIEW {{name|qualified}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_class AS c
    WHERE c.oid = to_regclass({{name|regclass}}) AND c.relkind = 'v'
);
