using PgMigrate.Engine.Sql;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Files;

/// <summary>The directives of one script, <c>-- migrate:key value</c> before its first statement.</summary>
/// <param name="forward">False for a reverse or verify script, which only says how it runs.</param>
internal sealed class Directives(bool forward = true)
{
    public static readonly IReadOnlyList<string> KnownKeys =
    [
        "revision", "revises", "depends-on", "label", "transaction", "lock-timeout", "statement-timeout", "phase",
        "estimate", "ticket", "requires", "allow",
    ];

    private static readonly string[] OfEveryScript = ["transaction", "lock-timeout", "statement-timeout", "allow"];
    private static readonly string[] Repeated = ["revises", "depends-on", "label", "allow"];

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<string> dependsOn = [];
    private readonly List<string> labels = [];
    private readonly List<AllowedRule> allow = [];

    public string? Revision { get; private set; }

    /// <summary>Null when the file does not say; empty for <c>revises base</c>.</summary>
    public List<string>? Revises { get; private set; }

    public SourcePosition? RevisesPosition { get; private set; }

    public SourcePosition? DependsOnPosition { get; private set; }

    public IReadOnlyList<string> DependsOn => dependsOn;

    public IReadOnlyList<string> Labels => labels;

    public IReadOnlyList<AllowedRule> Allow => allow;

    public bool? Transaction { get; private set; }

    public TimeSpan? LockTimeout { get; private set; }

    public TimeSpan? StatementTimeout { get; private set; }

    public MigrationPhase Phase { get; private set; }

    public TimeSpan? Estimate { get; private set; }

    public string? Ticket { get; private set; }

    public string? Requires { get; private set; }

    public void Add(DirectiveComment comment)
    {
        var (key, value, at) = (comment.Key, comment.Value, comment.Position);
        ThrowIfMisplaced(key, at);
        switch (key)
        {
            case "revision":
                Revision = IsRevision(value) ? value : throw MigrationFileErrors.DirectiveInvalid(
                    key, value, "-- migrate:revision <id of letters, digits, '_', '.', '-'; at most 200>", at);
                break;
            case "revises":
                RevisesPosition ??= at;
                Revises ??= [];
                Revises.AddRange(Words(key, value, at).Where(word => word != "base"));
                break;
            case "depends-on":
                DependsOnPosition ??= at;
                dependsOn.AddRange(Words(key, value, at));
                break;
            case "label":
                labels.AddRange(Words(key, value, at));
                break;
            case "transaction":
                Transaction = value switch
                {
                    "on" => true,
                    "off" => false,
                    _ => throw MigrationFileErrors.DirectiveInvalid(key, value, "-- migrate:transaction on, or -- migrate:transaction off", at),
                };
                break;
            case "lock-timeout":
                LockTimeout = Time(key, value, at);
                break;
            case "statement-timeout":
                StatementTimeout = Time(key, value, at);
                break;
            case "estimate":
                Estimate = Time(key, value, at);
                break;
            case "phase":
                Phase = value switch
                {
                    "expand" => MigrationPhase.Expand,
                    "migrate" => MigrationPhase.Migrate,
                    "contract" => MigrationPhase.Contract,
                    _ => throw MigrationFileErrors.DirectiveInvalid(key, value, "-- migrate:phase expand, migrate or contract", at),
                };
                break;
            case "ticket":
                Ticket = NotEmpty(key, value, "-- migrate:ticket <number or address>", at);
                break;
            case "requires":
                Requires = NotEmpty(key, value, "-- migrate:requires <SQL condition>", at);
                break;
            case "allow":
                var words = value.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                allow.Add(words.Length == 2
                    ? new AllowedRule(words[0], words[1])
                    : throw MigrationFileErrors.DirectiveInvalid(key, value, "-- migrate:allow <rule> <reason>", at));
                break;
            default:
                throw MigrationFileErrors.DirectiveUnknown(key, at);
        }
    }

    /// <summary>What a section's marker may carry: <c>-- migrate:up transaction:false</c>, as dbmate writes it.</summary>
    public void AddMarkerOptions(DirectiveComment marker)
    {
        switch (marker.Value)
        {
            case "":
                break;
            case "transaction:false":
                Transaction = false;
                break;
            case "transaction:true":
                Transaction = true;
                break;
            default:
                throw MigrationFileErrors.DirectiveInvalid(marker.Key, marker.Value, $"-- migrate:{marker.Key}", marker.Position);
        }
    }

    private void ThrowIfMisplaced(string key, SourcePosition at)
    {
        if (!forward && KnownKeys.Contains(key) && !OfEveryScript.Contains(key))
        {
            throw MigrationFileErrors.DirectiveMisplaced(
                key, "in a reverse or verify script", "Move it before the first statement of the forward script.", at);
        }

        if (!seen.Add(key) && !Repeated.Contains(key))
        {
            throw MigrationFileErrors.DirectiveRepeated(key, at);
        }
    }

    private static bool IsRevision(string value) =>
        value.Length is > 0 and <= 200
        && value.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-')
        && char.IsLetterOrDigit(value[0])
        && value is not ("head" or "heads" or "base");

    private static string[] Words(string key, string value, SourcePosition at)
    {
        var words = value.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 ? words : throw MigrationFileErrors.DirectiveInvalid(key, value, $"-- migrate:{key} <one or several>", at);
    }

    private static string NotEmpty(string key, string value, string expected, SourcePosition at) =>
        value.Length > 0 ? value : throw MigrationFileErrors.DirectiveInvalid(key, value, expected, at);

    private static TimeSpan Time(string key, string value, SourcePosition at) => Duration.TryParse(value, out var time)
        ? time
        : throw MigrationFileErrors.DirectiveInvalid(key, value, $"-- migrate:{key} with {Duration.Forms}", at);
}
