--! description An index, built while the table is read and written.
--! argument schema identifier = public : Schema of the table.
--! argument table identifier : Table to index.
--! argument columns identifiers optional : Its columns, with commas between them.
--! argument expression expression optional : Instead of columns, index elements in SQL: lower(email), created_at DESC.
--! argument method identifier = btree : Access method: btree, gin, gist, brin, hash.
--! argument where expression optional : Condition of a partial index.
--! argument include identifiers optional : Columns carried along for index-only scans.
--! argument unique flag = false : true for a unique index; for a constraint use the template unique.
--! argument name identifier = {{#unique}}ux{{/unique}}{{^unique}}ix{{/unique}}_{{table}}_{{columns}}{{expression|words}} : Name of the index.
--! refuse when !columns !expression : Give columns, or expression.
--! refuse when columns expression : Give columns or expression, not both.
--! migration
--! directive phase expand
--! directive transaction off
--! up
-- CONCURRENTLY: writes go on while it is built. Alone in its migration and without IF NOT EXISTS, which would take a
-- broken index of that name for a finished one. A partitioned table needs ON ONLY the parent, then each partition.
CREATE {{#unique}}UNIQUE {{/unique}}INDEX CONCURRENTLY {{name}} ON {{table|qualified}} USING {{method}} ({{columns}}{{expression}}){{#include}} INCLUDE ({{include}}){{/include}}{{#where}} WHERE {{where}}{{/where}};
--! down
--! directive transaction off
DROP INDEX CONCURRENTLY IF EXISTS {{name|qualified}};
--! verify
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_index AS i
    WHERE i.indexrelid = to_regclass({{name|regclass}}) AND i.indrelid = to_regclass({{table|regclass}}) AND i.indisvalid
);
