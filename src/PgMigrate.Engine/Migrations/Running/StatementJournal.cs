using PgMigrate.Engine.Migrations.History;

namespace PgMigrate.Engine.Migrations.Running;

/// <summary>What is known of a migration's statements: from earlier runs by the journal, and from this run's own session.</summary>
internal sealed class StatementJournal(IEnumerable<JournalLine> earlier)
{
    private readonly Dictionary<int, JournalLine> lines = earlier.ToDictionary(line => line.Statement);
    private readonly HashSet<int> settled = [];

    /// <summary>The highest statement of which a line is kept.</summary>
    public int Last => lines.Count == 0 ? 0 : lines.Keys.Max();

    public JournalLine? Find(int statement) => lines.GetValueOrDefault(statement);

    /// <summary>True for what another attempt on this session need not look at again: it is committed, and its session still there.</summary>
    public bool IsSettled(int statement) => settled.Contains(statement);

    public void Settle(int statement) => settled.Add(statement);

    /// <summary>A statement was begun on its own, and its line is committed.</summary>
    public void Started(JournalLine line) => lines[line.Statement] = line with { Done = false };

    public void Done(JournalLine line)
    {
        lines[line.Statement] = line with { Done = true };
        settled.Add(line.Statement);
    }

    /// <summary>A statement was begun and is known to have left nothing.</summary>
    public void Forget(int statement) => lines.Remove(statement);
}
