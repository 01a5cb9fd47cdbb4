using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PgMigrate.Engine.Tests;

/// <summary>The house of docs/architecture.md: which room may call which, and the walls between the floors.</summary>
public sealed partial class HouseTests
{
    private static readonly Dictionary<string, string[]> MayCall = new()
    {
        ["Connections"] = [],
        ["Sql"] = [],
        ["Sandboxes"] = ["Connections"],
        ["Migrations"] = ["Connections", "Sql"],
    };

    private static readonly string Root = FindRoot();

    [Fact]
    public void Every_room_of_the_engine_calls_only_the_rooms_that_it_may()
    {
        var engine = Path.Combine(Root, "src", "PgMigrate.Engine");
        var rooms = Sources(engine).Select(path => Room(engine, path)).Where(room => room.Length > 0).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(MayCall.Keys.Order(StringComparer.Ordinal), rooms);

        var trespasses =
            from path in Sources(engine)
            let room = Room(engine, path)
            where room.Length > 0
            from Match reference in EngineReference().Matches(File.ReadAllText(path))
            let other = reference.Groups["room"].Value
            where other != room && !MayCall[room].Contains(other)
            select $"{Path.GetRelativePath(Root, path)}: {reference.Value}";

        Assert.Empty(trespasses);
    }

    [Fact]
    public void The_contracts_need_no_package_and_the_cmdlets_know_the_contracts_only()
    {
        Assert.Empty(References("PgMigrate", "PackageReference"));
        Assert.Empty(References("PgMigrate", "ProjectReference"));
        Assert.Equal(["PowerShellStandard.Library"], References("PgMigrate.Cmdlets", "PackageReference"));
        Assert.Equal(["PgMigrate"], References("PgMigrate.Cmdlets", "ProjectReference"));
        Assert.Equal(["Npgsql"], References("PgMigrate.Engine", "PackageReference"));
        Assert.Equal(["PgMigrate"], References("PgMigrate.Engine", "ProjectReference"));
    }

    [Fact]
    public void Only_the_executor_speaks_to_the_driver()
    {
        // Building SQL and sending it past PgSession would escape the recorder and the read-only sessions.
        var engine = Path.Combine(Root, "src", "PgMigrate.Engine");
        var others = Sources(engine)
            .Where(path => Room(engine, path) != "Connections")
            .Where(path => DriverCall().IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetRelativePath(Root, path));

        Assert.Empty(others);
    }

    private static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(path => !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string Room(string engine, string path) =>
        Path.GetRelativePath(engine, path).Split(Path.DirectorySeparatorChar) is [var room, _, ..] ? room : "";

    private static IEnumerable<string> References(string project, string kind) => XDocument
        .Load(Path.Combine(Root, "src", project, project + ".csproj"))
        .Descendants(kind)
        .Where(element => element.Attribute("ReferenceOutputAssembly")?.Value != "false")
        .Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value + (kind == "PackageReference" ? ".x" : "")))
        .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PgMigrate.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@"PgMigrate\.Engine\.(?<room>Connections|Sql|Sandboxes|Migrations)\b|(?<![\w.""])(?<room>Connections|Sql|Sandboxes|Migrations)\.[A-Z]\w+")]
    private static partial Regex EngineReference();

    [GeneratedRegex(@"\bNpgsql(Connection|Command|Batch|DataSource)\b")]
    private static partial Regex DriverCall();
}
