using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using PgMigrate.Engine.Migrations.Files;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Migrations.Planning;
using PgMigrate.Engine.Sql;
using PgMigrate.Errors;
using PgMigrate.Migrations;
using PgMigrate.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// Runs a migration statement by statement with a journal: a statement that may share a transaction commits together with
/// its journal line, one that may not is a <see cref="LoneStatement"/>. A run that was stopped goes on at the next one.
/// </summary>
internal sealed class StatementStep
{
    private readonly RunContext run;
    private readonly StepWork work;
    private readonly MigrationScript script;
    private readonly Budget budget;
    private readonly StatementJournal journal;
    private int sent;

    public StatementStep(RunContext run, StepWork work)
    {
        this.run = run;
        this.work = work;
        script = work.Script!;
        budget = new Budget(run.Limits.LockBudget);
        journal = new StatementJournal(work.Journal);
    }

    private bool Down => work.Step.Action == MigrationAction.Down;

    private string Revision => work.Step.Revision;

    public async Task<StepResult> RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await SessionReset.ApplyAsync(run, script, null, cancellationToken).ConfigureAwait(false);
        var retries = new LockRetries(run, work.Step, budget);

        // Another attempt goes on in the same session, behind what is committed: settings and temporary tables are still there.
        await retries.RunAsync(() => AttemptAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        await run.Identity.WriteAsync(
            run.Worker, [run.History.ClearJournal(Revision), work.Record(run.History, watch.Elapsed, null)], cancellationToken).ConfigureAwait(false);
        return new StepResult(sent, budget.Attempt, watch.Elapsed, await VerifyAsync(retries, cancellationToken).ConfigureAwait(false));
    }

    private async Task<bool?> VerifyAsync(LockRetries retries, CancellationToken cancellationToken)
    {
        if (!work.Step.HasVerify)
        {
            return null;
        }

        var section = new VerifySection(run, new StatementSender(run, budget));
        try
        {
            await retries.RunAsync(
                () => section.RunAloneAsync(work.Source!.Verify!, Revision, run.LockTimeout(script), cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (PgMigrateException failure) when (failure.Error.Id == ErrorIds.VerifyFailed)
        {
            await run.Identity.WriteAsync(run.Worker, [run.History.SetVerified(Revision, false)], cancellationToken).ConfigureAwait(false);
            throw;
        }

        await run.Identity.WriteAsync(run.Worker, [run.History.SetVerified(Revision, true)], cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task AttemptAsync(CancellationToken cancellationToken)
    {
        var sender = new StatementSender(run, budget);
        var alone = new LoneStatement(run, sender, budget, journal, Revision, script);
        var lockTimeout = run.LockTimeout(script);
        var group = new StatementGroup(run, budget, journal, lockTimeout);
        var number = 0;
        using var cursor = script.Open(run.Variables);
        while (cursor.Next() is { } statement)
        {
            number++;
            if (statement.Sent.Transaction == StatementTransaction.Controls)
            {
                await group.ControlAsync(statement, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (journal.IsSettled(number))
            {
                continue;
            }

            var line = new JournalLine(Revision, Down, number, Hash(statement.Source.Text), statement.Sent.Verb, false, null);
            var known = journal.Find(number);
            if (known is not null && known.Hash != line.Hash)
            {
                throw Edited(statement, "this statement, which an earlier run did or began, has been edited since");
            }

            if (known is { Done: true })
            {
                await ReplayAsync(sender, cursor, statement, lockTimeout, cancellationToken).ConfigureAwait(false);
                journal.Settle(number);
            }
            else if (SessionStatement.IsOne(statement.Sent))
            {
                await SetUpAsync(sender, cursor, statement, number, group, lockTimeout, cancellationToken).ConfigureAwait(false);
                sent++;
            }
            else if (RunsAlone(statement))
            {
                if (await alone.RunAsync(cursor, statement, known ?? line, known is not null, cancellationToken).ConfigureAwait(false))
                {
                    sent++;
                }
            }
            else
            {
                await group.BeginAsync(cancellationToken).ConfigureAwait(false);
                await sender.SendAsync(cursor, statement, lockTimeout, cancellationToken).ConfigureAwait(false);
                sent++;
                await group.AddAsync(
                    statement, run.History.StatementDone(line, wasStarted: known is not null), line, cancellationToken).ConfigureAwait(false);
            }
        }

        if (journal.Last > number)
        {
            throw Edited(null, "statements at its end, which an earlier run did, have been taken out since");
        }
    }

    // With the directive 'transaction off' a procedure may commit, so it gets no transaction.
    private bool RunsAlone(StatementText statement) =>
        statement.Sent.Transaction is StatementTransaction.Refused or StatementTransaction.ManagesItsOwn
        || (statement.Sent.Verb == "CALL" && script.Directives.Transaction == false);

    /// <summary>SET and the like. In a block of the script it needs the block's transaction: SET LOCAL does nothing outside of one.</summary>
    private async Task SetUpAsync(
        StatementSender sender, ScriptCursor cursor, StatementText statement, int number, StatementGroup group, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        if (group.IsOfScript)
        {
            await group.BeginAsync(cancellationToken).ConfigureAwait(false);
            await sender.SendAsync(cursor, statement, lockTimeout, cancellationToken).ConfigureAwait(false);
            group.AddUnrecorded(number);
            return;
        }

        await sender.SendAsync(cursor, statement, lockTimeout, cancellationToken).ConfigureAwait(false);
        journal.Settle(number);
    }

    /// <summary>A statement done by an earlier run: only what it did to that run's session has to be done again.</summary>
    private async Task ReplayAsync(
        StatementSender sender, ScriptCursor cursor, StatementText statement, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        if (SessionStatement.MakesTemporary(statement.Sent))
        {
            throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.EffectUnknown,
                Kind = PgErrorKind.InvalidState,
                Database = run.Target.Target,
                Revision = Revision,
                What = $"{Revision} cannot be resumed: what this statement made was gone with the session of the run that was stopped.",
                Next = $"Put right by hand what the statements behind it did, then forget them with Repair-PgMigration -ClearHalfDone {Revision} (pgmigrate repair --clear-half-done {Revision}).",
            }.At(statement));
        }

        if (SessionStatement.SetsConfiguration(statement.Sent))
        {
            await sender.SendAsync(cursor, statement, lockTimeout, cancellationToken).ConfigureAwait(false);
        }
    }

    private PgMigrateException Edited(StatementText? statement, string what)
    {
        var error = new PgError
        {
            Id = ErrorIds.HalfDone,
            Kind = PgErrorKind.InvalidState,
            Database = run.Target.Target,
            Revision = Revision,
            What = $"{Revision} is half-done, and {what}.",
            Next = $"Put the text back as it was and run the command again; or put right by hand what was done, and forget it with Repair-PgMigration -ClearHalfDone {Revision} (pgmigrate repair --clear-half-done {Revision}).",
            Position = new SourcePosition(script.Path, 1, 1),
        };
        return new PgMigrateException(statement is null ? error : error.At(statement));
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")))).ToLowerInvariant();
}
