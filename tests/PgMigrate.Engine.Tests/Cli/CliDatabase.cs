using Npgsql;
using PgMigrate.Engine.Tests.Servers;

namespace PgMigrate.Engine.Tests.Cli;

/// <summary>A database and a folder of migrations, and the program run on both. No run of it may tell the password.</summary>
internal sealed class CliDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pgmigrate-cli-");
    private readonly TestDatabase database;

    private CliDatabase(TestDatabase database) => this.database = database;

    public string Name => database.Name;

    public string Password => database.Server.Password;

    public NpgsqlConnectionStringBuilder Keywords => new(database.ConnectionString);

    public string Url => $"postgresql://{Uri.EscapeDataString(Keywords.Username!)}:{Uri.EscapeDataString(Password)}@{Keywords.Host}:{Keywords.Port}/{Uri.EscapeDataString(Name)}";

    /// <summary>The working folder; migrations are in <c>migrations</c> below it.</summary>
    public string Folder => folder.FullName;

    public static async Task<CliDatabase> CreateAsync() => new(await TestDatabase.CreateAsync());

    /// <summary>With two migrations and their reverses.</summary>
    public static async Task<CliDatabase> WithUsersAsync()
    {
        var created = await CreateAsync();
        created.Write("0001_create_users.sql", "CREATE TABLE users (id int PRIMARY KEY);\n");
        created.Write("rollback/0001_rollback_create_users.sql", "DROP TABLE users;\n");
        created.Write("0002_add_name.sql", "ALTER TABLE users ADD COLUMN name text;\n");
        created.Write("rollback/0002_rollback_add_name.sql", "ALTER TABLE users DROP COLUMN name;\n");
        return created;
    }

    public void Write(string name, string content)
    {
        var file = new FileInfo(Path.Combine(Folder, "migrations", name));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, content);
    }

    public CliProcess Start(params string[] arguments) => CliProcess.Start([.. arguments, "--url", Url], Folder);

    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await EndAsync(process);
    }

    /// <summary>Without --url; the target comes from elsewhere.</summary>
    public async Task<CliResult> RunElsewhereAsync(string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        using var process = CliProcess.Start(arguments, Folder, environment);
        return await EndAsync(process);
    }

    public Task<NpgsqlConnection> OpenAsync() => database.OpenAsync();

    public Task<T?> QueryAsync<T>(string sql) => database.ScalarAsync<T>(sql);

    public Task<long> ColumnsOfAsync(string table) =>
        QueryAsync<long>($"SELECT count(*) FROM information_schema.columns WHERE table_name = '{table}'");

    public Task<string> CatalogueAsync() => database.SnapshotAsync();

    public async ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        await database.DisposeAsync();
    }

    private async Task<CliResult> EndAsync(CliProcess process)
    {
        var result = await process.EndAsync();
        if (Password.Length > 0)
        {
            Assert.DoesNotContain(Password, result.Out + result.Error, StringComparison.Ordinal);
        }

        return result;
    }
}
