namespace PgMigrate.Engine.Sql;

/// <summary>A name as the server stores it: folded, unescaped, cut to 63 bytes.</summary>
/// <param name="Schema">Null when the search path decides.</param>
internal sealed record QualifiedName(string? Schema, string Name)
{
    /// <summary>Quoted, for SQL.</summary>
    public override string ToString() =>
        Schema is null ? SqlIdentifier.Quote(Name) : SqlIdentifier.Quote(Schema, Name);
}
