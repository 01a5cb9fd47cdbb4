using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>
/// The number that a migration's name starts with: <c>0004</c>, <c>20190228101500</c>, <c>2019-02-28-101500</c> or
/// <c>1.2.10</c>. Compared as numbers of any length, part by part; <c>1.0</c> and <c>01.0</c> are equal. A date with its time
/// is one part, and a counter behind it (<c>2019-02-28-101500-0001</c>) the next.
/// </summary>
internal readonly partial struct MigrationNumber : IEquatable<MigrationNumber>, IComparable<MigrationNumber>
{
    private readonly string[] parts;

    private MigrationNumber(string text, string[] parts)
    {
        Text = text;
        this.parts = parts;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Reads the number at the start of a name and gives the words behind it.</summary>
    public static bool TryParse(string stem, out MigrationNumber number, [NotNullWhen(true)] out string? name)
    {
        var match = Form().Match(stem);
        if (!match.Success)
        {
            number = default;
            name = null;
            return false;
        }

        var text = match.Groups["number"].Value;
        var written = match.Groups["date"] is { Success: true } date
            ? [date.Value.Replace("-", "", StringComparison.Ordinal) + match.Groups["time"].Value, .. match.Groups["counter"].Captures.Select(c => c.Value)]
            : text.Split('.');
        number = new MigrationNumber(text, Array.ConvertAll(written, p => p.TrimStart('0')));
        name = match.Groups["name"].Value;
        return true;
    }

    public int CompareTo(MigrationNumber other)
    {
        for (var i = 0; i < Math.Min(parts.Length, other.parts.Length); i++)
        {
            var byLength = parts[i].Length.CompareTo(other.parts[i].Length);
            var order = byLength != 0 ? byLength : string.CompareOrdinal(parts[i], other.parts[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return parts.Length.CompareTo(other.parts.Length);
    }

    public bool Equals(MigrationNumber other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is MigrationNumber other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var part in parts)
        {
            hash.Add(part, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    public static bool operator ==(MigrationNumber left, MigrationNumber right) => left.Equals(right);

    public static bool operator !=(MigrationNumber left, MigrationNumber right) => !left.Equals(right);

    public override string ToString() => Text;

    // A hyphen belongs to the number only in and behind a date; elsewhere it separates it from the words.
    [GeneratedRegex(
        @"^(?<number>(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:-(?<time>[0-9]{4,}))?(?:-(?<counter>[0-9]+))*|[0-9]+(?:\.[0-9]+)*)(?:[_\- ]+(?<name>.*))?$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Form();
}
