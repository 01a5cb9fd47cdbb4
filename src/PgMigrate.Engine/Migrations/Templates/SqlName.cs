using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Templates;

/// <summary>
/// Names as they are written into files that people read: quoted where the server needs it and bare where it does not, as
/// quote_ident of the server does; and derived names that fit.
/// </summary>
internal static class SqlName
{
    private const int HashLength = 8;

    // Every key word of PostgreSQL 13 to 18 that is reserved somewhere, and those of PL/pgSQL.
    private static readonly HashSet<string> Keywords = new(
        """
        all analyse analyze and any array as asc asymmetric authorization begin between bigint binary bit boolean both by case
        cast char character check coalesce collate collation column concurrently constraint create cross current_catalog
        current_date current_role current_schema current_time current_timestamp current_user dec decimal declare default
        deferrable desc distinct do else end except exists extract false fetch float for foreach foreign freeze from full grant
        greatest group grouping having if ilike in initially inner inout int integer intersect interval into is isnull join
        json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table
        json_value lateral leading least left like limit localtime localtimestamp loop merge_action national natural nchar none
        normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision
        primary real references returning right row select session_user setof similar smallint some strict substring symmetric
        system_user table tablesample then time timestamp to trailing treat trim true union unique user using values varchar
        variadic verbose when where while window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces
        xmlparse xmlpi xmlroot xmlserialize xmltable
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    public static string Quote(string name) =>
        IsPlain(name) && !Keywords.Contains(name) ? name : SqlIdentifier.Quote(name);

    public static int Bytes(string name) => Encoding.UTF8.GetByteCount(name);

    /// <summary>
    /// A derived name that fits: cut between two characters (never within one, nor before an accent that belongs to it) and
    /// told apart from others of the same beginning by a hash of the whole.
    /// </summary>
    public static string Shorten(string name)
    {
        if (Bytes(name) <= SqlIdentifier.MaxBytes)
        {
            return name;
        }

        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name))).ToLowerInvariant()[..HashLength];
        var kept = new StringBuilder();
        var left = SqlIdentifier.MaxBytes - HashLength - 1;
        var characters = StringInfo.GetTextElementEnumerator(name);
        while (characters.MoveNext() && (left -= Bytes(characters.GetTextElement())) >= 0)
        {
            kept.Append(characters.GetTextElement());
        }

        return kept.Append('_').Append(hash).ToString();
    }

    private static bool IsPlain(string name) =>
        name.Length > 0
        && (char.IsAsciiLetterLower(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
