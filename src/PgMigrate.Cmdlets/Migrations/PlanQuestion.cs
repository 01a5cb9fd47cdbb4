using System.Globalization;
using System.Text;
using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets.Migrations;

/// <summary>What a person reads before saying yes: the database, that it is production, and every step.</summary>
internal static class PlanQuestion
{
    // More than this scrolls the question itself away; -WhatIf shows all.
    private const int StepsShown = 20;

    public static string With(string question, MigrationPlan plan, PgConnection connection)
    {
        var text = new StringBuilder(question);
        if (connection.Production)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{connection.Target} is PRODUCTION (environment {connection.Environment?.Name}).");
        }

        foreach (var step in plan.Steps.Take(StepsShown))
        {
            text.Append("\n  ").Append(step.Description);
        }

        if (plan.Steps.Count > StepsShown)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  and {plan.Steps.Count - StepsShown} more");
        }

        return text.ToString();
    }
}
