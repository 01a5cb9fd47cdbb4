using PgMigrate.Engine.Migrations.Graph;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Errors;
using PgMigrate.Migrations;
using static PgMigrate.Engine.Tests.Migrations.GraphSources;

namespace PgMigrate.Engine.Tests.Migrations;

public sealed class TargetTests
{
    private static readonly MigrationFolder Folder = new() { Path = "/nowhere" };

    // 0001 - 0002 - 0003 - 0010, and beside it 0002 - 0011 (web) - 0012
    private static RevisionGraph Forked() => Graph(
        Of("0001"), Of("0002"), Of("0003"), Of("0010"), Of("0011", ["0002"], null, "web"), Of("0012"));

    private static RevisionGraph Line() => Graph(Of("0001"), Of("0002"), Of("0003"), Of("0010"));

    private static string Up(RevisionGraph graph, string target, params string[] applied) => string.Join(' ', UpPlanner
        .Plan(View(graph, applied), new UpOptions { Folder = Folder, Target = target }, CancellationToken.None).Select(w => w.Step.Revision));

    private static string Down(RevisionGraph graph, string target, params string[] applied) => string.Join(' ', DownPlanner
        .Plan(View(graph, applied), new DownOptions { Folder = Folder, Target = target }, CancellationToken.None).Select(w => w.Step.Revision));

    private static PgError Fails(Func<string> plan) => Assert.Throws<PgMigrateException>(plan).Error;

    [Theory]
    [InlineData("head", "0001 0002 0003 0010")]
    [InlineData("heads", "0001 0002 0003 0010")]
    [InlineData(" head ", "0001 0002 0003 0010")]
    [InlineData("+1", "0001")]
    [InlineData("+3", "0001 0002 0003")]
    [InlineData("0002", "0001 0002")]
    [InlineData("2", "0001 0002")]
    [InlineData("001", "0001")]
    [InlineData("0003_x", "0001 0002 0003")]
    [InlineData("001+1", "0001 0002")]
    [InlineData("0010-1", "0001 0002 0003")]
    public void Forward_targets_of_a_line(string target, string expected) => Assert.Equal(expected, Up(Line(), target));

    [Theory]
    [InlineData("base", "0010 0003 0002 0001")]
    [InlineData("-1", "0010")]
    [InlineData("-4", "0010 0003 0002 0001")]
    [InlineData("0002", "0010 0003")]
    [InlineData("2", "0010 0003")]
    [InlineData("0010-2", "0010 0003")]
    [InlineData("0001+1", "0010 0003")]
    [InlineData("0010", "")]
    public void Backward_targets_of_a_line(string target, string expected) =>
        Assert.Equal(expected, Down(Line(), target, "0001", "0002", "0003", "0010"));

    [Theory]
    [InlineData("heads", "0001 0002 0003 0010 0011 0012")]
    [InlineData("web@head", "0001 0002 0011 0012")]
    [InlineData("0010", "0001 0002 0003 0010")]
    [InlineData("+2", "0001 0002")]
    [InlineData("0011+1", "0001 0002 0011 0012")]
    public void Forward_targets_of_a_fork(string target, string expected) => Assert.Equal(expected, Up(Forked(), target));

    [Fact]
    public void Several_heads_name_the_merge_command()
    {
        var error = Fails(() => Up(Forked(), "head"));
        Assert.Equal(ErrorIds.SeveralHeads, error.Id);
        Assert.Contains("0010_x, 0012_x", error.What, StringComparison.Ordinal);
        Assert.Contains("Merge-PgMigration", error.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+1", "0001 0002", "0003_x, 0011_x")]
    [InlineData("+3", "", "0003_x, 0011_x")]
    [InlineData("0002+1", "", "0003_x, 0011_x")]
    [InlineData("00", "", "0001_x, 0002_x, 0003_x, 0010_x, 0011_x, 0012_x")]
    [InlineData("001", "", "0001_x")]
    public void What_is_ambiguous_forward_lists_the_choices(string target, string applied, string choices)
    {
        var graph = target == "001" ? Graph(Of("0010"), Of("0011"), Of("0012")) : Forked();
        var error = Fails(() => Up(graph, target, applied.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(ErrorIds.TargetAmbiguous, error.Id);
        Assert.Contains(target == "001" ? "0010_x, 0011_x, 0012_x" : choices, error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void Plus_one_does_not_step_to_a_sibling_of_where_the_database_is()
    {
        var error = Fails(() => Up(Forked(), "+1", "0001", "0002", "0003", "0010"));
        Assert.Equal(ErrorIds.TargetAmbiguous, error.Id);
        Assert.Contains("0011_x does not follow 0010_x", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Minus_one_from_two_heads_lists_them()
    {
        var error = Fails(() => Down(Forked(), "-1", "0001", "0002", "0003", "0010", "0011", "0012"));
        Assert.Equal(ErrorIds.TargetAmbiguous, error.Id);
        Assert.Contains("0010_x, 0012_x", error.Next, StringComparison.Ordinal);
        Assert.Equal("0012 0011 0010 0003", Down(Forked(), "0002", "0001", "0002", "0003", "0010", "0011", "0012"));
        Assert.Equal("0012", Down(Forked(), "0011", "0001", "0002", "0003", "0010", "0011", "0012"));
    }

    [Theory]
    [InlineData("", ErrorIds.TargetFormInvalid)]
    [InlineData("+0", ErrorIds.TargetFormInvalid)]
    [InlineData("a/b", ErrorIds.TargetFormInvalid)]
    [InlineData("'; DROP TABLE x", ErrorIds.TargetFormInvalid)]
    [InlineData("@head", ErrorIds.TargetFormInvalid)]
    [InlineData("0099", ErrorIds.RevisionUnknown)]
    [InlineData("0099+1", ErrorIds.RevisionUnknown)]
    [InlineData("nosuch@head", ErrorIds.RevisionUnknown)]
    [InlineData("+5", ErrorIds.TargetOutOfRange)]
    [InlineData("0010+1", ErrorIds.TargetOutOfRange)]
    [InlineData("0001-1", ErrorIds.TargetOutOfRange)]
    [InlineData("base", ErrorIds.TargetOutOfRange)]
    [InlineData("-1", ErrorIds.TargetOutOfRange)]
    public void Wrong_forward_targets(string target, string id)
    {
        var error = Fails(() => Up(Line(), target));
        Assert.Equal(id, error.Id);
        Assert.NotEmpty(error.Next);
    }

    [Theory]
    [InlineData("head", ErrorIds.TargetOutOfRange)]
    [InlineData("+1", ErrorIds.TargetOutOfRange)]
    [InlineData("-3", ErrorIds.TargetOutOfRange)]
    [InlineData("0010", ErrorIds.NotApplied)]
    [InlineData("0099", ErrorIds.RevisionUnknown)]
    [InlineData("-", ErrorIds.TargetFormInvalid)]
    public void Wrong_backward_targets(string target, string id) => Assert.Equal(id, Fails(() => Down(Line(), target, "0001", "0002")).Id);

    [Fact]
    public void A_date_with_hyphens_is_a_revision_and_no_subtraction()
    {
        var graph = Graph(Of("2019-02-28-101500"), Of("2019-02-28-101501"), Of("2019-03-01-000000"));
        Assert.Equal("2019-02-28-101500", Up(graph, "2019-02-28-101500"));
        Assert.Equal("2019-02-28-101500 2019-02-28-101501", Up(graph, "20190228101501"));
        Assert.Equal("2019-02-28-101500 2019-02-28-101501", Up(graph, "2019-03-01-1"[..10] + "-1"));
        Assert.Equal("2019-02-28-101500", Up(graph, "2019-02-28-101501-1"));
        Assert.Equal(ErrorIds.RevisionUnknown, Fails(() => Up(graph, "2019-02-28-101599")).Id);

        // A beginning of several stays one, instead of becoming "ten before 2019-02-28".
        var beginning = Fails(() => Up(graph, "2019-02-28-10"));
        Assert.Equal(ErrorIds.TargetAmbiguous, beginning.Id);
        Assert.Contains("2019-02-28-101500_x, 2019-02-28-101501_x", beginning.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_that_needs_a_database_names_no_revision_even_where_there_is_only_one()
    {
        var resolver = new TargetResolver(Graph(Of("0001")));
        Assert.Equal(ErrorIds.TargetOutOfRange, Assert.Throws<PgMigrateException>(() => resolver.Revision(TargetForm.Parse("+1"))).Error.Id);
        Assert.Equal(ErrorIds.TargetOutOfRange, Assert.Throws<PgMigrateException>(() => resolver.Revision(TargetForm.Parse("base"))).Error.Id);
        Assert.Equal("0001", resolver.Revision(TargetForm.Parse("head")).Revision);
        Assert.Equal("0012", new TargetResolver(Forked()).Revision(TargetForm.Parse("web@head")).Revision);
    }

    [Fact]
    public void A_pending_revision_that_something_applied_follows_is_refused_unless_named()
    {
        var view = View(Line(), ["0001", "0003"]);
        var options = new UpOptions { Folder = Folder };
        var error = Assert.Throws<PgMigrateException>(() => UpPlanner.Plan(view, options, CancellationToken.None)).Error;
        Assert.Equal(ErrorIds.OutOfOrder, error.Id);
        Assert.Contains("0002_x", error.What, StringComparison.Ordinal);
        Assert.Contains("-AllowOutOfOrder 0002", error.Next, StringComparison.Ordinal);
        Assert.Equal("/0002_x.sql", error.Position!.File);
        Assert.Equal(
            ["0002", "0010"],
            UpPlanner.Plan(view, options with { AllowOutOfOrder = ["2"] }, CancellationToken.None).Select(w => w.Step.Revision));
    }
}
