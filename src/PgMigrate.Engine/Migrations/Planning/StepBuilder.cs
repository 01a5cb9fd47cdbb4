using System.Globalization;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Sql;
using PgMigrate.Migrations;

namespace PgMigrate.Engine.Migrations.Planning;

/// <summary>Makes the step that runs a script.</summary>
internal static class StepBuilder
{
    public static StepWork Build(
        MigrationAction action,
        MigrationSource source,
        MigrationScript script,
        IReadOnlyList<JournalLine> journal,
        SqlVariables variables,
        IReadOnlyDictionary<MigrationScript, StepWork>? planned,
        CancellationToken cancellationToken)
    {
        if (journal.Count == 0 && planned is not null && planned.TryGetValue(script, out var before) && before.Journal.Count == 0 && before.Step.Action == action)
        {
            return before;
        }

        var done = journal.Where(line => line.Done).Select(line => line.Statement).ToHashSet();
        var plan = ScriptPlan.Read(script, variables, done, cancellationToken);

        // What an earlier run began statement by statement goes on so, even if its text could share a transaction by now:
        // only the journal knows what is done already.
        if (journal.Count > 0)
        {
            plan = plan with { Transactional = false, Opening = null };
        }

        var step = new PlanStep
        {
            Action = action,
            Revision = source.Revision,
            Name = source.File.Name,
            File = script.Path,
            Transactional = plan.Transactional,
            Statements = plan.Statements,
            StatementCount = plan.Count,
            Resumes = journal.Count > 0,
            Estimate = source.File.Estimate,
            Description = Describe(action, source, plan, journal.Count > 0),
        };
        return new StepWork(step) { Source = source, Script = script, Journal = journal, Opening = plan.Opening, Short = plan.Short };
    }

    /// <summary>Takes a migration out of the history without running anything.</summary>
    public static StepWork Forget(AppliedMigration applied, MigrationSource? source) => new(new PlanStep
    {
        Action = MigrationAction.Unstamp,
        Revision = applied.Revision,
        Name = applied.Name,
        Description = $"forget {(applied.Repeatable ? applied.Revision : $"{applied.Revision}_{applied.Name}".TrimEnd('_'))} (its changes stay in the database)",
    })
    { Source = source };

    private static string Describe(MigrationAction action, MigrationSource source, ScriptPlan plan, bool resumes)
    {
        var verb = action switch
        {
            MigrationAction.Down => "undo",
            MigrationAction.Repeat => "repeat",
            _ => resumes ? "resume" : "apply",
        };
        var statements = string.Create(CultureInfo.InvariantCulture, $"{plan.Count} statement{(plan.Count == 1 ? "" : "s")}");
        return $"{verb} {source.File} ({statements}, {(plan.Transactional ? "one transaction" : "statement by statement")})";
    }
}
