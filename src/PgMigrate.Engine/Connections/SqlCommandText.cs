namespace PgMigrate.Engine.Connections;

/// <summary>Exactly one statement of the product's own, with <c>$1</c>, <c>$2</c> … for its parameters.</summary>
internal sealed record SqlCommandText(string Sql, params object?[] Parameters);
