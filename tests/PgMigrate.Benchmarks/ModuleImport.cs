namespace PgMigrate.Benchmarks;

/// <summary>Import-Module in a fresh PowerShell.</summary>
internal sealed class ModuleImport(Tools tools) : Benchmark("Import-Module", "s")
{
    protected override Task<IReadOnlyList<Contestant>> ContestantsAsync() => Task.FromResult<IReadOnlyList<Contestant>>(
        tools is { PowerShell: { } pwsh, Module: { } module }
            ? [new Contestant("Import-Module", () => PowerShellTimer.SecondsAsync(pwsh, "$null", $"Import-Module '{module}'"), _ => 0.1, "<= 0.1 s")]
            : []);
}
