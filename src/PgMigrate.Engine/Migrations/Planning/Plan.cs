using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PgMigrate.Connections;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>What was asked for, so that a run can look again under the lock.</summary>
internal sealed record PlanRequest(MigrationFolder Folder, RunLimits Limits, string? Target, string? Reason)
{
    public UpOptions? Up { get; init; }

    public DownOptions? Down { get; init; }

    public StampOptions? Stamp { get; init; }

    public RepairOptions? Repair { get; init; }
}

/// <summary>A plan with what it takes to run it.</summary>
internal sealed class Plan : MigrationPlan
{
    public Plan(MigrationAction action, PgConnection connection, PlanRequest request, AppliedView view, IReadOnlyList<StepWork> work)
    {
        Action = action;
        Connection = connection;
        Request = request;
        View = view;
        Work = work;
        Steps = [.. work.Select(w => w.Step)];
        From = view.Current;
        To = view.CurrentAfter(
            work.Where(w => w.Step.Action is MigrationAction.Up or MigrationAction.Stamp).Select(w => view.Graph.Find(w.Step.Revision)!),
            work.Where(Removes).Select(w => w.Step.Revision));
        Hash = ComputeHash(work, To);
    }

    public override MigrationAction Action { get; }

    public PgConnection Connection { get; }

    public PlanRequest Request { get; }

    public AppliedView View { get; }

    public IReadOnlyList<StepWork> Work { get; }

    public override string Database => Connection.Target;

    public override IReadOnlyList<string> From { get; }

    public override IReadOnlyList<string> To { get; }

    public override IReadOnlyList<PlanStep> Steps { get; }

    public override bool CreatesHistory => Work.Count > 0 && View.History.NeedsUpgrade;

    public override string Hash { get; }

    public override void WriteScript(TextWriter writer) => new PlanScript(this, writer).Write();

    public override string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Action} {Database}: ").Append(Names(From)).Append(" -> ").Append(Names(To)).Append('\n');
        if (Work.Count == 0)
        {
            text.Append("  nothing to do\n");
        }

        if (CreatesHistory)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {(View.History.Version == 0 ? "create" : "upgrade")} the history in schema {Request.Folder.Schema}\n");
        }

        foreach (var step in Steps)
        {
            text.Append("  ").Append(step.Description).Append('\n');
            foreach (var statement in step.Statements)
            {
                text.Append(CultureInfo.InvariantCulture, $"    line {statement.Line}: ");
                text.Append(statement.Done ? "(done already) " : "").Append(statement.Sql.ReplaceLineEndings("\n      ")).Append('\n');
            }

            if (step.StatementCount > step.Statements.Count)
            {
                text.Append(CultureInfo.InvariantCulture, $"    … {step.StatementCount - step.Statements.Count} statements more\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The same plan, with only the steps of it that are still to be done.</summary>
    public Plan Narrowed(Plan confirmed)
    {
        var keys = confirmed.Work.Select(Key).ToHashSet();
        return new Plan(Action, Connection, Request, View, [.. Work.Where(w => keys.Contains(Key(w)))]);
    }

    private static bool Removes(StepWork work) =>
        work.Step.Action is MigrationAction.Down or MigrationAction.Unstamp || work.Repair is RepairWork.RemoveMissing;

    private static (MigrationAction Action, string Revision, string? Checksum, RepairWork? Repair) Key(StepWork work) =>
        (work.Step.Action, work.Step.Revision, work.Script?.Content.Checksum, work.Repair is RepairWork.RebuildIndex index ? index with { Statements = [] } : null);

    private static string Names(IReadOnlyList<string> revisions) => revisions.Count == 0 ? "base" : string.Join(", ", revisions);

    private static string ComputeHash(IReadOnlyList<StepWork> work, IReadOnlyList<string> to)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var step in work)
        {
            Append($"{step.Step.Action} {step.Step.Revision} {step.Script?.Content.Checksum} {step.Script?.Section} {step.Step.Description}\n");
        }

        Append($"to {HistoryWords.Of(to)}\n");
        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();

        void Append(string line) => hash.AppendData(Encoding.UTF8.GetBytes(line));
    }
}
