using System.Globalization;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Errors;
using static PgMigrate.Engine.Tests.Migrations.GraphSources;

namespace PgMigrate.Engine.Tests.Migrations;

public sealed class RevisionGraphTests
{
    [Fact]
    public void A_migration_follows_the_one_before_it_by_number_unless_it_says_otherwise()
    {
        var graph = Graph(Of("1"), Of("2"), Of("3", ["1"]), Of("4"), Of("5", []), Of("6", ["2", "4", "04"]));

        Assert.Equal(
            ["1:", "2:1", "3:1", "4:3", "5:", "6:2,4"],
            graph.Nodes.Select(n => $"{n.Revision}:{string.Join(',', n.Parents.Select(p => p.Revision))}"));
        Assert.Equal(["5", "6"], graph.Heads.Select(h => h.Revision));
    }

    [Fact]
    public void A_dependency_comes_first_without_being_a_parent()
    {
        var graph = Graph(Of("1"), Of("2", ["1"], ["4"]), Of("3", ["1"]), Of("4", ["3"]));
        Assert.Equal(["1", "3", "4", "2"], graph.Nodes.Select(n => n.Revision));
        Assert.Equal(["4", "2"], graph.Heads.Select(h => h.Revision));
    }

    [Fact]
    public async Task Unknown_and_ambiguous_parents_and_dependencies_are_named_with_their_line()
    {
        using var folder = new TestMigrations(("11_a.sql", "SELECT 1;"), ("12_b.sql", "SELECT 1;"), ("13_c.sql", "-- c\n-- migrate:revises 99\nSELECT 1;"));
        var unknown = (await Assert.ThrowsAsync<PgMigrateException>(folder.Read)).Error;
        Assert.Equal((ErrorIds.ParentUnknown, 2), (unknown.Id, unknown.Position!.Line));
        Assert.Contains("99", unknown.What, StringComparison.Ordinal);

        folder.Write("13_c.sql", "-- migrate:revises 12\n-- c\n-- migrate:depends-on 1\nSELECT 1;");
        var ambiguous = (await Assert.ThrowsAsync<PgMigrateException>(folder.Read)).Error;
        Assert.Equal((ErrorIds.ParentUnknown, 3), (ambiguous.Id, ambiguous.Position!.Line));
        Assert.Contains("11_a", ambiguous.What, StringComparison.Ordinal);
        Assert.Contains("12_b", ambiguous.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_is_listed_in_order_and_nothing_beside_it()
    {
        var error = Assert.Throws<PgMigrateException>(() => Graph(Of("1", ["3"]), Of("2"), Of("3", ["2"]), Of("4"), Of("5", []))).Error;
        Assert.Equal(ErrorIds.GraphCycle, error.Id);
        Assert.Contains("1_x -> 3_x -> 2_x -> 1_x.", error.What, StringComparison.Ordinal);
        Assert.DoesNotContain("4_x", error.What, StringComparison.Ordinal);

        Assert.Contains("2_x waits for itself", Assert.Throws<PgMigrateException>(() => Graph(Of("1"), Of("2", ["2"]))).Error.What, StringComparison.Ordinal);
        Assert.Equal(ErrorIds.GraphCycle, Assert.Throws<PgMigrateException>(() => Graph(Of("1", null, ["2"]), Of("2"))).Error.Id);
    }

    [Fact]
    public void The_order_does_not_change_from_one_reading_to_the_next()
    {
        MigrationSource[] Sources() => [Of("1"), Of("2", ["1"]), Of("3", ["1"]), Of("4", ["1"]), Of("5", ["4", "2", "3"]), Of("6", []), Of("7", ["6"], ["5"])];
        var order = Graph(Sources()).Nodes.Select(n => n.Revision).ToList();
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], order);
        Assert.Equal(order, Graph(Sources()).Nodes.Select(n => n.Revision));
    }

    [Fact]
    public void Ten_thousand_migrations_in_a_line_in_a_fan_and_in_a_cycle_are_no_problem()
    {
        static string Name(int i) => i.ToString("00000", CultureInfo.InvariantCulture);
        var line = Enumerable.Range(1, 10_000).Select(i => Of(Name(i))).ToArray();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var graph = Graph(line);
        Assert.Equal("10000", Assert.Single(graph.Heads).Revision);
        Assert.Equal(10_000, graph.WithPrerequisites(graph.Heads).Count);

        // Parents written with fewer zeros are looked up by number.
        var fan = Enumerable.Range(1, 10_000).Select(i => Of(Name(i), i == 1 ? [] : [(i / 2).ToString(CultureInfo.InvariantCulture)])).ToArray();
        Assert.Equal(5_000, Graph(fan).Heads.Count);

        line[0] = Of(Name(1), ["10000"]);
        var cycle = Assert.Throws<PgMigrateException>(() => Graph(line)).Error;
        Assert.Contains("more) -> 00001_x", cycle.What, StringComparison.Ordinal);

        // Far above what it takes, far below what a quadratic search would.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), watch.Elapsed.ToString());
    }
}
