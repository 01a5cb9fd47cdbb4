using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets.Completion;

/// <summary>Completes history schemas: the default, and those that environments name.</summary>
public sealed class SchemaCompleter : TimedCompleter
{
    private protected override Task<IReadOnlyList<Candidate>> CandidatesAsync(
        IPgEngine engine, CompletionContext context, CancellationToken cancellationToken)
    {
        var named = engine.Connections.GetEnvironments(context.Location).Select(e => e.Schema)
            .Append(context.Connection?.Environment?.Schema)
            .OfType<string>();
        return Task.FromResult<IReadOnlyList<Candidate>>(
            [.. named.Prepend(MigrationFolder.DefaultSchema).Distinct(StringComparer.Ordinal).Select(s => Candidate.Plain(s))]);
    }
}
