using System.Globalization;
using PgMigrate;
using PgMigrate.Benchmarks;
using PgMigrate.Engine;
using PgMigrate.Events;
using PgMigrate.Sandboxes;
using Spectre.Console;

// dotnet run -c Release --project tests/PgMigrate.Benchmarks -- [--rounds N] [--only WORD]
var rounds = int.Parse(Argument("--rounds") ?? "5", CultureInfo.InvariantCulture);
var only = Argument("--only");

IPgEngine engine = new EngineFactory().Create();
var tools = Tools.Find();
var sandbox = await engine.Sandboxes.StartAsync(new SandboxOptions { Database = "bench" }, NoEvents.Instance, CancellationToken.None);
try
{
    var server = new BenchServer(engine, sandbox);
    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"PostgreSQL {sandbox.ServerVersion}, fsync off, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {rounds} rounds, medians");
    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"psql: {tools.Psql ?? "not found"}; dbmate: {tools.Dbmate ?? "not found"}; pwsh: {tools.PowerShell ?? "not found"}; pgmigrate: {tools.PgMigrate ?? "not built"}; native: {tools.Native ?? "not built"}");
    AnsiConsole.WriteLine();

    Benchmark[] benchmarks =
    [
        new SmallMigrations(server, tools), new NothingToDo(server, tools), new StatusOfMany(server, tools),
        new ModuleImport(tools), new CopyData(server, tools),
    ];
    foreach (var benchmark in benchmarks.Where(b => only is null || b.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
    {
        AnsiConsole.Write(await benchmark.MeasureAsync(rounds));
    }
}
finally
{
    await engine.Sandboxes.StopAsync(sandbox.Id, NoEvents.Instance, CancellationToken.None);
}

return 0;

string? Argument(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
