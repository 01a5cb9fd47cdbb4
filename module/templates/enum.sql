--! description A new enum type.
--! argument schema identifier = public : Schema of the type.
--! argument name identifier : Name of the new type.
--! argument values texts : Its values in their order, with commas between them.
--! migration
--! directive phase expand
--! up
CREATE TYPE {{name|qualified}} AS ENUM ({{values}});
--! down
-- Without CASCADE: columns of this type have to be undone first.
DROP TYPE {{name|qualified}};
--! verify
SELECT (
    SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum AS e
    WHERE e.enumtypid = to_regtype({{name|regclass}})
) IS NOT DISTINCT FROM ARRAY[{{values}}];
