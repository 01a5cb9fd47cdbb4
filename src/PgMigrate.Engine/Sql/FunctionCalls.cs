using System.Collections.Frozen;

namespace PgMigrate.Engine.Sql;

/// <summary>What the functions that a query calls might do.</summary>
internal static class FunctionCalls
{
    private const int LongestName = 63;

    // Words before a parenthesis that call nothing, and functions of PostgreSQL's own that only compute or look.
    private static readonly FrozenSet<string> Harmless = new[]
    {
        "all", "and", "any", "array", "as", "between", "by", "case", "cube", "distinct", "else", "except", "exists", "filter",
        "from", "group", "having", "in", "intersect", "is", "join", "lateral", "like", "ilike", "limit", "materialized", "not",
        "offset", "on", "only", "or", "over", "partition", "recursive", "returning", "rollup", "row", "select", "set", "sets",
        "similar", "some", "table", "then", "union", "using", "values", "when", "where", "with", "within", "window",
        "bit", "char", "character", "decimal", "dec", "float", "interval", "numeric", "time", "timestamp", "varbit", "varchar", "varying",
        "abs", "age", "array_agg", "array_length", "array_position", "array_to_string", "avg", "bool_and", "bool_or", "btrim",
        "cardinality", "cast", "ceil", "ceiling", "char_length", "clock_timestamp", "coalesce", "col_description", "concat",
        "concat_ws", "count", "current_database", "current_schema", "current_schemas", "current_setting", "date_part",
        "date_trunc", "dense_rank", "every", "extract", "first_value", "floor", "format", "format_type",
        "generate_series", "greatest", "has_schema_privilege", "has_table_privilege", "json_agg", "json_build_object",
        "jsonb_agg", "jsonb_build_object", "lag", "last_value", "lead", "least", "left", "length", "lower", "lpad", "ltrim",
        "make_date", "max", "md5", "min", "mod", "now", "nullif", "obj_description", "octet_length", "overlay", "pg_get_constraintdef",
        "pg_get_expr", "pg_get_functiondef", "pg_get_indexdef", "pg_get_viewdef", "pg_relation_size", "pg_size_pretty",
        "pg_table_is_visible", "pg_total_relation_size", "pg_typeof", "position", "power", "quote_ident", "quote_literal", "rank",
        "regexp_match", "regexp_replace", "repeat", "replace", "right", "round", "row_number", "row_to_json", "rpad", "rtrim",
        "sign", "split_part", "sqrt", "starts_with", "statement_timestamp", "string_agg", "string_to_array", "strpos", "substr",
        "substring", "sum", "to_char", "to_date", "to_json", "to_jsonb", "to_number", "to_regclass", "to_regproc", "to_regtype",
        "to_timestamp", "transaction_timestamp", "trim", "trunc", "unnest", "upper", "version", "width_bucket",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Functions of PostgreSQL's own, and of the extension dblink, whose effect outlives the transaction in the session.
    private static readonly string[] Session =
        ["set_config", "setseed", "pg_advisory_", "pg_try_advisory_", "dblink_connect", "dblink_open", "pg_replication_origin_session_"];

    /// <summary>True when every call is of a function that writes nothing and leaves nothing in the session.</summary>
    public static bool AllHarmless(TokenCursor cursor)
    {
        for (; !cursor.AtEnd; cursor.Index++)
        {
            if (IsCall(cursor) && !(IsOwn(cursor) && cursor.Current.Kind == SqlTokenKind.Word && Harmless.Contains(cursor.CurrentText.ToString())))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when a function is called that is known to change the session.</summary>
    public static bool TouchSession(TokenCursor cursor)
    {
        for (; !cursor.AtEnd; cursor.Index++)
        {
            if (IsCall(cursor) && cursor.Current.Length <= LongestName + 2 && IsSession(cursor.CurrentText.Trim('"')))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCall(TokenCursor cursor) => cursor.Current.IsName && cursor.Peek(1).Kind == SqlTokenKind.OpenParenthesis;

    // Without a schema, or with pg_catalog before it.
    private static bool IsOwn(TokenCursor cursor) =>
        cursor.Peek(-1).Kind != SqlTokenKind.Dot || cursor.PeekIs(-2, "pg_catalog");

    private static bool IsSession(ReadOnlySpan<char> name)
    {
        foreach (var prefix in Session)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
