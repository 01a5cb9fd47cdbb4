namespace PgMigrate.Cmdlets.Completion;

/// <summary>Completes migration templates, with what each asks for.</summary>
public sealed class TemplateCompleter : TimedCompleter
{
    private protected override Task<IReadOnlyList<Candidate>> CandidatesAsync(
        IPgEngine engine, CompletionContext context, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Candidate>>(
            [.. engine.Migrations.GetTemplates().Select(t => Candidate.Plain(
                t.Name,
                t.Arguments.Count == 0
                    ? t.Description
                    : $"{t.Description} -Argument: {string.Join(", ", t.Arguments.Select(a => a.Required ? a.Name : $"[{a.Name}]"))}"))]);
}
