using static PgMigrate.Engine.Tests.Migrations.Templates.TemplateNames;

namespace PgMigrate.Engine.Tests.Migrations.Templates;

/// <summary>A way to fill a template, and what has to exist before.</summary>
/// <param name="Arguments">Besides schema.</param>
/// <param name="Setup">Run after <see cref="TemplateCases.Tables"/>.</param>
public sealed record TemplateCase(string Template, IReadOnlyDictionary<string, string> Arguments, string Setup);

/// <summary>Every template, filled in each way in which its text differs.</summary>
public static class TemplateCases
{
    private static readonly Dictionary<string, Func<TemplateNames, TemplateCase>> Cases = new(StringComparer.Ordinal)
    {
        ["table with the usual columns"] = n => Case("table", ("table", n.To)),
        ["table with a definition"] = n => Case(
            "table", ("table", n.To), ("definition", $"{Q(n.Key)} int PRIMARY KEY,\n    {Q(n.Column)} int REFERENCES {n.QualifiedOther} DEFAULT 1")),
        ["column"] = n => OnTable(n, "column", ("column", n.To), ("type", "varchar(20)")),
        ["column with a constant default"] = n => OnTable(n, "column", ("column", n.To), ("type", "numeric(12, 2)"), ("default", "1.5"), ("not_null", "true")),
        ["column with a default of its own in each row"] = n => OnTable(n, "column", ("column", n.To), ("type", "uuid"), ("default", "gen_random_uuid()")),
        ["column filled from another"] = n => OnTable(
            n, "column", ("column", n.To), ("type", "text"), ("default", "'none'"), ("backfill", $"upper({Q(n.Column)})")),
        ["index"] = n => OnTable(n, "index", ("columns", Item(n.Column))),
        ["index with everything"] = n => OnTable(
            n, "index", ("expression", $"lower({Q(n.Column)}) DESC, amount"), ("where", "amount > 5"), ("include", Item(n.Key)), ("unique", "true"), ("name", n.To)),
        ["index by another method"] = n => OnTable(n, "index", ("columns", "tags"), ("method", "gin")),
        ["unique"] = n => OnTable(n, "unique", ("columns", $"{Item(n.Column)}, {Item(n.Key)}")),
        ["foreign key"] = n => OnTable(n, "foreign-key", ("columns", "country"), ("references", n.Other), ("references_columns", n.Key)),
        ["foreign key without index"] = n => OnTable(
            n, "foreign-key", ("columns", "country"), ("references", n.Other), ("references_columns", n.Key), ("index", "false"), ("on_delete", "set-null")),
        ["check"] = n => OnTable(n, "check", ("expression", $"amount >= 0 AND {Q(n.Column)} <> ''")),
        ["not null"] = n => OnTable(n, "not-null", ("column", "country")),
        ["not null with default and backfill"] = n => OnTable(n, "not-null", ("column", "note"), ("default", "'it''s'")),
        ["not null with another backfill"] = n => OnTable(n, "not-null", ("column", "note"), ("backfill", $"'of ' || {Q(n.Column)}")),
        ["enum"] = n => Case("enum", ("name", n.Type), ("values", "low, \"a, \"\"b\"\"\", it's, back\\slash")),
        ["enum value"] = n => EnumValue(n, ("value", "it's \\new")),
        ["enum value before another"] = n => EnumValue(n, ("value", "new"), ("before", "it's ok")),
        ["enum value after another"] = n => EnumValue(n, ("value", "new"), ("after", "sad")),
        ["rename column"] = n => OnTable(n, "rename-column", ("column", n.Column), ("to", n.To), ("type", "text")),
        ["rename column with default, not null"] = n => OnTable(
            n, "rename-column", ("column", "amount"), ("to", n.To), ("type", "integer"), ("default", "7"), ("not_null", "true")),
        ["rename column of a type without equality"] = n => OnTable(n, "rename-column", ("column", "doc"), ("to", n.To), ("type", "json")),
        ["change type"] = n => OnTable(n, "change-type", ("column", "amount"), ("old_type", "integer"), ("type", "bigint"), ("default", "7"), ("not_null", "true")),
        ["change type with conversions"] = n => OnTable(
            n, "change-type", ("column", n.Column), ("old_type", "text"), ("type", "integer"),
            ("using", $"replace({Q(n.Column)}, 'n', '')::integer"), ("back", $"'n' || {Q(n.Column)}")),
        ["drop column"] = n => OnTable(n, "drop-column", ("column", n.Column), ("type", "text")),
        ["drop column with default, not null"] = n => OnTable(n, "drop-column", ("column", "amount"), ("type", "integer"), ("default", "7"), ("not_null", "true")),
        ["drop column with not null"] = n => OnTable(n, "drop-column", ("column", "quantity"), ("type", "integer"), ("not_null", "true"), ("backfill", "amount * 2")),
        ["view"] = n => Case("view", ("name", n.To), ("definition", $"SELECT {Q(n.Column)}, ';' AS x\nFROM {n.QualifiedTable}\nWHERE amount > 1")),
    };

    public static IEnumerable<string> Names => Cases.Keys;

    public static TemplateCase Find(string name, TemplateNames names)
    {
        var found = Cases[name](names);
        return found with { Arguments = found.Arguments.Append(new("schema", names.Schema)).ToDictionary() };
    }

    /// <summary>Two tables with rows, in which every template finds something to do; 2,500 rows are three batches.</summary>
    public static string Tables(TemplateNames n) => $"""
        CREATE SCHEMA {Q(n.Schema)};
        CREATE TABLE {n.QualifiedOther} ({Q(n.Key)} int PRIMARY KEY);
        INSERT INTO {n.QualifiedOther} SELECT generate_series(1, 10);
        CREATE TABLE {n.QualifiedTable} (
            {Q(n.Key)} uuid PRIMARY KEY DEFAULT gen_random_uuid(), {Q(n.Column)} text, amount int NOT NULL DEFAULT 7,
            quantity int NOT NULL, country int, note text, tags text[], doc json);
        INSERT INTO {n.QualifiedTable} ({Q(n.Column)}, amount, quantity, country, note, doc)
            SELECT 'n' || i, i, i, i % 10 + 1, CASE WHEN i % 3 = 0 THEN 'x' END, '[1]' FROM generate_series(1, 2500) AS i;
        """;

    private static TemplateCase EnumValue(TemplateNames n, params (string, string)[] arguments) => Case("enum-value", [("name", n.Type), .. arguments]) with
    {
        Setup = $"""
            CREATE TYPE {n.QualifiedType} AS ENUM ('sad', 'it''s ok', 'happy');
            ALTER TABLE {n.QualifiedTable} ADD COLUMN feeling {n.QualifiedType} DEFAULT 'it''s ok', ADD COLUMN feelings {n.QualifiedType}[] DEFAULT ARRAY['sad']::{n.QualifiedType}[];
            CREATE INDEX ON {n.QualifiedTable} (feeling);
            CREATE TABLE {Q(n.Schema)}.parted (part int, feeling {n.QualifiedType} NOT NULL) PARTITION BY LIST (part);
            CREATE TABLE {Q(n.Schema)}.part_one PARTITION OF {Q(n.Schema)}.parted FOR VALUES IN (1);
            INSERT INTO {Q(n.Schema)}.parted VALUES (1, 'happy');
            """,
    };

    private static TemplateCase OnTable(TemplateNames n, string template, params (string, string)[] arguments) =>
        Case(template, [("table", n.Table), .. TakesKey(template) ? [("key", n.Key), ("pause", "0")] : Array.Empty<(string, string)>(), .. arguments]);

    private static bool TakesKey(string template) => template is "column" or "not-null" or "rename-column" or "change-type" or "drop-column";

    private static TemplateCase Case(string template, params (string Name, string Value)[] arguments) =>
        new(template, arguments.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal), string.Empty);
}
