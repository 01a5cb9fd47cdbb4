using System.Globalization;
using Spectre.Console;

namespace PgMigrate.Benchmarks;

/// <summary>Contestants run in turn, round by round, so that a machine that gets slower gets slower for all of them.</summary>
internal abstract class Benchmark(string name, string unit)
{
    public string Name => name;

    /// <param name="Label">Row of the table.</param>
    /// <param name="Run">Prepares, runs and returns the figure.</param>
    /// <param name="Goal">What it should be at most, given a look-up of the others' medians; null for none.</param>
    /// <param name="GoalText">The goal in words.</param>
    protected sealed record Contestant(string Label, Func<Task<double>> Run, Func<Func<string, double>, double>? Goal = null, string GoalText = "");

    /// <summary>The first is the reference that the ratios are of.</summary>
    protected abstract Task<IReadOnlyList<Contestant>> ContestantsAsync();

    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    public async Task<Table> MeasureAsync(int rounds)
    {
        var contestants = await ContestantsAsync();
        var figures = contestants.ToDictionary(c => c, _ => new List<double>());
        try
        {
            foreach (var contestant in contestants)
            {
                await contestant.Run();
            }

            for (var round = 0; round < rounds; round++)
            {
                foreach (var contestant in contestants)
                {
                    figures[contestant].Add(await contestant.Run());
                }
            }
        }
        finally
        {
            await CleanUpAsync();
        }

        return Describe(contestants, figures);
    }

    private Table Describe(IReadOnlyList<Contestant> contestants, Dictionary<Contestant, List<double>> figures)
    {
        var table = new Table().Title(name).AddColumns("what", $"median {unit}", "min", "max", "ratio", "goal", "met");
        var reference = contestants.Count == 0 ? 0 : Median(figures[contestants[0]]);
        double Of(string label) => Median(figures[contestants.First(c => c.Label == label)]);
        foreach (var contestant in contestants)
        {
            var median = Median(figures[contestant]);
            table.AddRow(
                Markup.Escape(contestant.Label),
                Text(median),
                Text(figures[contestant].Min()),
                Text(figures[contestant].Max()),
                reference > 0 ? (median / reference).ToString("0.00", CultureInfo.InvariantCulture) : "",
                contestant.GoalText,
                contestant.Goal is { } goal ? median <= goal(Of) ? "yes" : "NO" : "");
        }

        return table;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Text(double value) => value.ToString(value < 10 ? "0.000" : "0.0", CultureInfo.InvariantCulture);
}
