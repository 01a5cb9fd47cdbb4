using System.Management.Automation;
using PgMigrate.Cmdlets.Migrations;
using PgMigrate.Connections;
using PgMigrate.Events;
using PgMigrate.Migrations;

namespace PgMigrate.Cmdlets;

/// <summary>A cmdlet that plans, asks, and runs: what it does to a database goes through here.</summary>
public abstract class PgRunCmdlet : PgMigrationCmdlet
{
    /// <summary>
    /// The longest that one attempt waits for a lock (<c>lock_timeout</c>), such as <c>2s</c> or <c>500ms</c>. While it waits, others wait behind it.
    /// Default: the environment's, else 2 s. A directive in a migration goes before it.
    /// </summary>
    [Parameter]
    [Duration]
    public TimeSpan? LockTimeout { get; set; }

    /// <summary>
    /// The longest that all attempts of one migration together, or the wait for another run to end, may take, such as <c>5min</c>. Then the command
    /// fails with LockBudgetExhausted or RunLockTimeout. Default: the environment's, else 5 min.
    /// </summary>
    [Parameter]
    [Duration]
    public TimeSpan? LockBudget { get; set; }

    /// <summary>The longest that one statement may run (<c>statement_timeout</c>), such as <c>30min</c>; 0 for no limit. Default: the environment's, else no limit.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? StatementTimeout { get; set; }

    /// <summary>Why: a ticket, a change number. Kept in the history.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <summary>Asks no question, also for a production environment. -WhatIf and -Confirm go before it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override bool IsForced => Force;

    /// <summary>What is asked before the plan runs.</summary>
    private protected abstract string Question(MigrationPlan plan);

    /// <summary>Why the present record needs no work; null when it does.</summary>
    private protected virtual string? SkipReason => null;

    private protected abstract Task<MigrationPlan> PlanAsync(
        IPgEngine engine, PgConnection connection, RunOptions options, IEngineEvents events, CancellationToken cancellationToken);

    private protected sealed override void Process(PgConnection connection)
    {
        if (SkipReason is { } reason)
        {
            WriteVerbose(reason);
            return;
        }

        var options = new RunOptions(Folder(connection), Limits(connection.Environment), Reason);
        var plan = Call((engine, events, token) => PlanAsync(engine, connection, options, events, token));
        if (plan.Steps.Count == 0)
        {
            WriteNothingToDo(plan, connection);
            return;
        }

        if (Confirmed(plan.ToText(), PlanQuestion.With(Question(plan), plan, connection), always: connection.Production))
        {
            WriteRun(Call((engine, events, token) => engine.Migrations.RunAsync(plan, events, token)), connection);
        }
    }

    private void WriteNothingToDo(MigrationPlan plan, PgConnection connection)
    {
        if (IsWhatIf)
        {
            ShouldProcess(plan.ToText().TrimEnd(), "", "");
            return;
        }

        WriteVerbose($"{plan.Database}: nothing to do.");
        WriteRun(
            new MigrationRun
            {
                Id = Guid.Empty,
                Database = plan.Database,
                Action = plan.Action,
                Outcome = MigrationOutcome.NothingToDo,
                From = plan.From,
                To = plan.To,
                StartedAt = DateTimeOffset.UtcNow,
            },
            connection);
    }

    // The connection goes along, so that a run can be piped on to the database that it changed, whatever is current then.
    private void WriteRun(MigrationRun run, PgConnection connection)
    {
        var output = PSObject.AsPSObject(run);
        output.Properties.Add(new PSNoteProperty(nameof(Connection), connection));
        WriteObject(output);
    }

    private RunLimits Limits(PgEnvironment? environment)
    {
        var defaults = new RunLimits();
        return new RunLimits
        {
            LockTimeout = LockTimeout ?? environment?.LockTimeout ?? defaults.LockTimeout,
            LockBudget = LockBudget ?? environment?.LockBudget ?? defaults.LockBudget,
            StatementTimeout = StatementTimeout ?? environment?.StatementTimeout ?? defaults.StatementTimeout,
        };
    }
}
