namespace PgMigrate.HelpCompiler;

/// <summary>A cmdlet as its class says it is.</summary>
internal sealed record CmdletDescription(
    string Name, string? DefaultParameterSet, IReadOnlyList<ParameterDescription> Parameters, IReadOnlyList<string> OutputTypes)
{
    public string Verb => Name[..Name.IndexOf('-', StringComparison.Ordinal)];

    public string Noun => Name[(Name.IndexOf('-', StringComparison.Ordinal) + 1)..];

    /// <summary>The named sets, the default one first; one unnamed set when the cmdlet has none.</summary>
    public IEnumerable<string?> ParameterSets()
    {
        var names = Parameters.SelectMany(p => p.Sets).Select(s => s.Name).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? [null] : names.OrderByDescending(n => string.Equals(n, DefaultParameterSet, StringComparison.Ordinal));
    }
}

/// <summary>A parameter; <paramref name="Sets"/> says in which sets it is, and how.</summary>
internal sealed record ParameterDescription(
    string Name,
    string TypeName,
    bool IsSwitch,
    bool Wildcards,
    IReadOnlyList<string> Values,
    IReadOnlyList<ParameterSetDescription> Sets,
    IReadOnlyList<string> Text)
{
    public ParameterSetDescription? In(string? set) =>
        Sets.FirstOrDefault(s => s.Name is null || string.Equals(s.Name, set, StringComparison.Ordinal));

    /// <summary>What the text says behind "Default:"; "" when it says nothing.</summary>
    public string Default
    {
        get
        {
            const string Label = "Default: ";
            var text = string.Join(' ', Text);
            var start = text.IndexOf(Label, StringComparison.Ordinal);
            if (start < 0)
            {
                return IsSwitch ? "False" : "";
            }

            var rest = text[(start + Label.Length)..];
            var end = rest.IndexOf(". ", StringComparison.Ordinal);
            return (end < 0 ? rest : rest[..end]).TrimEnd('.');
        }
    }
}

/// <summary>A parameter in a set; a null name stands for all sets.</summary>
internal sealed record ParameterSetDescription(string? Name, bool Mandatory, int? Position, bool FromPipeline, bool FromPipelineByName)
{
    public string PipelineInput => (FromPipeline, FromPipelineByName) switch
    {
        (true, true) => "true (ByValue, ByPropertyName)",
        (true, false) => "true (ByValue)",
        (false, true) => "true (ByPropertyName)",
        _ => "false",
    };
}
