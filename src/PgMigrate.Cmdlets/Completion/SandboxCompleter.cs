using PgMigrate.Events;

namespace PgMigrate.Cmdlets.Completion;

/// <summary>Completes ids of sandboxes.</summary>
public sealed class SandboxCompleter : TimedCompleter
{
    private protected override async Task<IReadOnlyList<Candidate>> CandidatesAsync(
        IPgEngine engine, CompletionContext context, CancellationToken cancellationToken)
    {
        var sandboxes = await engine.Sandboxes.GetAsync(NoEvents.Instance, cancellationToken).ConfigureAwait(false);
        return [.. sandboxes.Select(s => Candidate.Plain(s.Id, $"{s.Kind} {s.Host}:{s.Port}/{s.Database}"))];
    }
}
