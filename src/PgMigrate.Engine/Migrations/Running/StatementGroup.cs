using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// The transactions of a migration that runs statement by statement: each statement's own, or the one that a BEGIN and
/// COMMIT of the script hold together. Journal lines are written at its end, when no role or path of the script is needed
/// any more, and count once it is committed.
/// </summary>
internal sealed class StatementGroup(RunContext run, Budget budget, StatementJournal journal, TimeSpan lockTimeout)
{
    private readonly List<SqlCommandText> records = [];
    private readonly List<JournalLine> lines = [];
    private readonly List<int> others = [];
    private string? begin;
    private bool opened;

    /// <summary>True between a BEGIN of the script and its COMMIT.</summary>
    public bool IsOfScript => begin is not null;

    /// <summary>A BEGIN or COMMIT of the script. A group whose statements are all done opens no transaction.</summary>
    public async Task ControlAsync(StatementText statement, CancellationToken cancellationToken)
    {
        if (begin is null)
        {
            begin = statement.Text;
            return;
        }

        begin = null;
        if (opened)
        {
            await CommitAsync(statement, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens the transaction that the next statement needs, unless it is open.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!opened)
        {
            // A read-only default that the script has set is for its own blocks: the journal has to be written here.
            await run.Worker.ExecuteAsync(new SqlCommandText(begin ?? "BEGIN READ WRITE"), cancellationToken).ConfigureAwait(false);
            opened = true;
        }
    }

    /// <summary>A statement ran: journals it, and commits unless the script's own COMMIT is still to come.</summary>
    public async Task AddAsync(StatementText statement, SqlCommandText record, JournalLine line, CancellationToken cancellationToken)
    {
        records.Add(record);
        lines.Add(line);
        if (begin is null)
        {
            await CommitAsync(statement, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A statement ran that is not journalled, since all that it does is to set up the session.</summary>
    public void AddUnrecorded(int statement) => others.Add(statement);

    private async Task CommitAsync(StatementText statement, CancellationToken cancellationToken)
    {
        budget.Sending();
        run.Watch.Started("COMMIT", budget, lockTimeout);
        try
        {
            // Without lines there is nothing to write, and COMMIT alone ends the block.
            IReadOnlyList<SqlCommandText> record = records.Count == 0 ? [] : [.. run.Identity.TakeOver, .. records];
            await run.Worker.ExecuteBatchAsync([.. record, new("COMMIT")], syncAfterEach: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (ServerErrors.IsFromDriver(cause))
        {
            // Deferred constraints are checked here, and their triggers may want locks.
            cancellationToken.ThrowIfCancellationRequested();
            throw new StatementFailure(statement, cause);
        }
        finally
        {
            run.Watch.Ended();
        }

        opened = false;
        lines.ForEach(journal.Done);
        others.ForEach(journal.Settle);
        records.Clear();
        lines.Clear();
        others.Clear();
        budget.Progressed();
    }
}
