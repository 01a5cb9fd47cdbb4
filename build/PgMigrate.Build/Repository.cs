namespace PgMigrate.Build;

/// <summary>Where things are in the repository.</summary>
internal sealed class Repository(string root)
{
    public const string Configuration = "Release";
    private const string Framework = "net8.0";

    public string Root { get; } = System.IO.Path.GetFullPath(root);

    public string Solution => Path("PgMigrate.sln");

    /// <summary>Everything that these commands make and nobody else needs; ignored by git.</summary>
    public string Artifacts => Path("artifacts");

    public string Tools => Path("artifacts", "tools");

    public string TestResults => Path("artifacts", "test-results");

    public string Cli => Output("src", "PgMigrate.Cli", "pgmigrate.dll");

    public string Benchmarks => Output("tests", "PgMigrate.Benchmarks", "PgMigrate.Benchmarks.dll");

    public string ModuleTests => Path("tests", "PgMigrate.Module.Tests");

    public string Demo(string extension) => Path("examples", "quickstart", "demo" + extension);

    /// <summary>Every project under tests/ whose name ends in .Tests and that dotnet runs, so that a new one cannot be forgotten.</summary>
    public IReadOnlyList<string> TestProjects() =>
        [.. Directory.EnumerateFiles(Path("tests"), "*.Tests.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private string Output(string area, string project, string file) => Path(area, project, "bin", Configuration, Framework, file);
}
