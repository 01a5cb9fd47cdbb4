using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using PgMigrate.Engine.Connections;
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
    private readonly Dictionary<int, JournalLine> journal;
    private int sent;

    public StatementStep(RunContext run, StepWork work)
    {
        this.run = run;
        this.work = work;
        script = work.Script!;
        budget = new Budget(run.Limits.LockBudget);
        journal = work.Journal.ToDictionary(line => line.Statement);
    }

    private bool Down => work.Step.Action == MigrationAction.Down;

    private string Revision => work.Step.Revision;

    public async Task<StepResult> RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await AttemptAsync(cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (StatementFailure failure) when (failure.IsLockFailure)
            {
                await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
                if (!await budget.NextAttemptAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw failure.BudgetExhausted(run.Target, Revision, budget, run.Watch.LastSeen);
                }

                run.Say(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{work.Step}: locks could not be had ({failure.Cause.Message}); attempt {budget.Attempt}"));
            }
            catch (StatementFailure failure)
            {
                await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
                throw new PgMigrateException(failure.ToError(run.Target, Revision), failure.Cause);
            }
            catch
            {
                await Rollback.TryAsync(run.Worker).ConfigureAwait(false);
                throw;
            }
        }

        var history = Down
            ? run.History.Remove(Revision, work.Step.Name, work.Checksum, MigrationAction.Down, watch.Elapsed)
            : run.History.Apply(work.Source!, work.Parents, work.Step.Action, watch.Elapsed, null);
        await run.Worker.ExecuteBatchAsync(
            [run.History.ClearJournal(Revision), history], syncAfterEach: false, cancellationToken).ConfigureAwait(false);
        return new StepResult(sent, budget.Attempt, watch.Elapsed, await VerifyAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task<bool?> VerifyAsync(CancellationToken cancellationToken)
    {
        if (!work.Step.HasVerify)
        {
            return null;
        }

        var sender = new StatementSender(run, budget);
        try
        {
            await new VerifySection(run, sender)
                .RunAloneAsync(work.Source!.Verify!, Revision, run.LockTimeout(script), cancellationToken).ConfigureAwait(false);
        }
        catch (PgMigrateException failure) when (failure.Error.Id == ErrorIds.VerifyFailed)
        {
            await run.Worker.ExecuteAsync(run.History.SetVerified(Revision, false), cancellationToken).ConfigureAwait(false);
            throw;
        }

        await run.Worker.ExecuteAsync(run.History.SetVerified(Revision, true), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task AttemptAsync(CancellationToken cancellationToken)
    {
        await SessionReset.ApplyAsync(run, script, null, cancellationToken).ConfigureAwait(false);
        var sender = new StatementSender(run, budget);
        var alone = new LoneStatement(run, sender, budget, Revision, script);
        var group = new StatementGroup(run.Worker);
        var lockTimeout = run.LockTimeout(script);
        var number = 0;
        using var cursor = script.Open(run.Variables);
        while (cursor.Next() is { } statement)
        {
            number++;
            if (statement.Sent.Transaction == StatementTransaction.Controls)
            {
                foreach (var committed in await group.ControlAsync(statement, cancellationToken).ConfigureAwait(false))
                {
                    journal[committed.Statement] = committed;
                }

                continue;
            }

            var line = new JournalLine(Revision, Down, number, Hash(statement.Source.Text), statement.Sent.Verb, false, null);
            var known = journal.GetValueOrDefault(number);
            ThrowIfEdited(known, line, statement);
            if (known is { Done: true })
            {
                await ReplayAsync(sender, cursor, statement, lockTimeout, cancellationToken).ConfigureAwait(false);
            }
            else if (SessionStatement.IsOne(statement.Sent))
            {
                await sender.SendAsync(cursor, statement, lockTimeout, cancellationToken).ConfigureAwait(false);
                sent++;
            }
            else if (RunsAlone(statement))
            {
                if (await alone.RunAsync(cursor, statement, known ?? line, known is not null, cancellationToken).ConfigureAwait(false))
                {
                    sent++;
                }

                journal[number] = line with { Done = true };
            }
            else
            {
                await group.BeginAsync(cancellationToken).ConfigureAwait(false);
                await sender.SendAsync(cursor, statement, lockTimeout, cancellationToken).ConfigureAwait(false);
                sent++;
                foreach (var committed in await group.AddAsync(run.History.StatementDone(line, wasStarted: known is not null), line with { Done = true }, cancellationToken).ConfigureAwait(false))
                {
                    journal[committed.Statement] = committed;
                }
            }
        }
    }

    // With the directive 'transaction off' a procedure may commit, so it gets no transaction.
    private bool RunsAlone(StatementText statement) =>
        statement.Sent.Transaction is StatementTransaction.Refused or StatementTransaction.ManagesItsOwn
        || (statement.Sent.Verb == "CALL" && script.Directives.Transaction == false);

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

    private void ThrowIfEdited(JournalLine? known, JournalLine line, StatementText statement)
    {
        if (known is not null && known.Hash != line.Hash)
        {
            throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.HalfDone,
                Kind = PgErrorKind.InvalidState,
                Database = run.Target.Target,
                Revision = Revision,
                What = $"{Revision} is half-done, and this statement, which an earlier run did or began, has been edited since.",
                Next = $"Put the text back as it was and run the command again; or put right by hand what was done, and forget it with Repair-PgMigration -ClearHalfDone {Revision} (pgmigrate repair --clear-half-done {Revision}).",
            }.At(statement));
        }
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")))).ToLowerInvariant();
}
