namespace PgMigrate.Cmdlets.Completion;

/// <summary>Completes names of environments.</summary>
public sealed class EnvironmentCompleter : TimedCompleter
{
    private protected override Task<IReadOnlyList<Candidate>> CandidatesAsync(
        IPgEngine engine, CompletionContext context, CancellationToken cancellationToken)
    {
        var here = engine.Connections.GetEnvironments(context.Location);
        var found = here.Count > 0 || context.Folder is null ? here : engine.Connections.GetEnvironments(context.Folder);
        return Task.FromResult<IReadOnlyList<Candidate>>(
            [.. found.Select(e => Candidate.Plain(e.Name, e.Production ? $"production, {e.File}" : e.File))]);
    }
}
