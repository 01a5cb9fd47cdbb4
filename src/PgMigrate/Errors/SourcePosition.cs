namespace PgMigrate.Errors;

/// <summary>A place in a file.</summary>
/// <param name="File">Path as the user gave it, joined with the file's name; null for text that came from no file.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters (UTF-16 code units; a tab counts as one).</param>
public sealed record SourcePosition(string? File, int Line, int Column)
{
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File ?? "(text)"}:{Line}:{Column}");
}
