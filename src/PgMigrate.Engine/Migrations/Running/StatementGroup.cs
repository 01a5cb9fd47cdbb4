using PgMigrate.Engine.Connections;
using PgMigrate.Engine.Migrations.History;
using PgMigrate.Engine.Sql;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>
/// The transactions of a migration that runs statement by statement: each statement's own, or the one that a BEGIN and
/// COMMIT of the script hold together. Journal lines count once their transaction is committed.
/// </summary>
internal sealed class StatementGroup(PgSession worker)
{
    private readonly List<JournalLine> lines = [];
    private string? begin;
    private bool opened;

    /// <summary>A BEGIN or COMMIT of the script. A group whose statements are all done opens no transaction.</summary>
    /// <returns>The lines that are committed now.</returns>
    public async Task<IReadOnlyList<JournalLine>> ControlAsync(StatementText statement, CancellationToken cancellationToken)
    {
        if (begin is null)
        {
            begin = statement.Text;
            return [];
        }

        begin = null;
        return opened ? await CommitAsync([], cancellationToken).ConfigureAwait(false) : [];
    }

    /// <summary>Opens the transaction that the next statement needs, unless it is open.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!opened)
        {
            await worker.ExecuteAsync(new SqlCommandText(begin ?? "BEGIN"), cancellationToken).ConfigureAwait(false);
            opened = true;
        }
    }

    /// <summary>A statement ran: journals it, and commits unless the script's own COMMIT is still to come.</summary>
    /// <returns>The lines that are committed now.</returns>
    public async Task<IReadOnlyList<JournalLine>> AddAsync(SqlCommandText record, JournalLine line, CancellationToken cancellationToken)
    {
        lines.Add(line);
        if (begin is null)
        {
            return await CommitAsync([record], cancellationToken).ConfigureAwait(false);
        }

        await worker.ExecuteAsync(record, cancellationToken).ConfigureAwait(false);
        return [];
    }

    private async Task<IReadOnlyList<JournalLine>> CommitAsync(IReadOnlyList<SqlCommandText> before, CancellationToken cancellationToken)
    {
        await worker.ExecuteBatchAsync([.. before, new("COMMIT")], syncAfterEach: false, cancellationToken).ConfigureAwait(false);
        opened = false;
        var committed = lines.ToList();
        lines.Clear();
        return committed;
    }
}
