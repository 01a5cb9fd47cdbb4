using Npgsql;

namespace PgMigrate.Engine.Tests.Cli;

/// <summary>A database and a folder of migrations, and the program run on both.</summary>
internal sealed class CliDatabase(string url, string keywords) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pgmigrate-cli-");

    public string Url => url;

    /// <summary>The working folder; migrations are in <c>migrations</c> below it.</summary>
    public string Folder => folder.FullName;

    public void Write(string name, string content)
    {
        var file = new FileInfo(Path.Combine(Folder, "migrations", name));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, content);
    }

    /// <summary>Two migrations with their reverses.</summary>
    public CliDatabase WithUsers()
    {
        Write("0001_create_users.sql", "CREATE TABLE users (id int PRIMARY KEY);\n");
        Write("rollback/0001_rollback_create_users.sql", "DROP TABLE users;\n");
        Write("0002_add_name.sql", "ALTER TABLE users ADD COLUMN name text;\n");
        Write("rollback/0002_rollback_add_name.sql", "ALTER TABLE users DROP COLUMN name;\n");
        return this;
    }

    public CliProcess Start(params string[] arguments) => CliProcess.Start([.. arguments, "--url", url], Folder);

    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await process.EndAsync();
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(keywords);
        await connection.OpenAsync();
        return connection;
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Everything in the catalogue that is not the server's own, as one text to compare.</summary>
    public Task<string> CatalogueAsync() => QueryAsync<string>(
        """
        SELECT coalesce(string_agg(line, E'\n' ORDER BY line), '') FROM (
            SELECT format('%s.%s.%s %s', n.nspname, c.relname, a.attname, a.atttypid::regtype) AS line
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%') lines
        """);

    public void Dispose() => folder.Delete(recursive: true);
}
