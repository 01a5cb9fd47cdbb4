using Npgsql;
using PgMigrate.Engine.Sql;
using PgMigrate.Engine.Tests.Servers;

namespace PgMigrate.Engine.Tests.Sql;

[CollectionDefinition(Name)]
public sealed class SqlServerGroup : ICollectionFixture<SqlServerFixture>
{
    public const string Name = "Sql with a server";
}

/// <summary>A database of its own on the server of the run; tests that need it are skipped without.</summary>
public sealed class SqlServerFixture : IAsyncLifetime
{
    private readonly string database = $"pgmigrate_sql_{Guid.NewGuid():N}";
    private string? server;
    private string? whyNoServer;

    internal NpgsqlDataSource? DataSource { get; private set; }

    /// <summary>What has to go before the database can: run at the end, in this order.</summary>
    internal List<string> BeforeDrop { get; } = [];

    /// <summary>A new session; skips the test, saying so, when there is no server.</summary>
    internal async Task<NpgsqlConnection> OpenAsync()
    {
        Skip.If(DataSource is null, whyNoServer);
        return await DataSource!.OpenConnectionAsync();
    }

    /// <summary>Sends the text as it is, in one message that the server takes as one statement or refuses.</summary>
    internal static async Task SendAsync(NpgsqlConnection connection, string sql)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(sql) } };
        await batch.ExecuteNonQueryAsync();
    }

    public async Task InitializeAsync()
    {
        try
        {
            server = (await TestServer.GetAsync()).ConnectionString;
        }
        catch (SkipException none)
        {
            whyNoServer = none.Message;
            return;
        }

        await using var admin = NpgsqlDataSource.Create(server);
        await using var create = admin.CreateCommand($"CREATE DATABASE {SqlIdentifier.Quote(database)} TEMPLATE template0 ENCODING 'UTF8'");
        await create.ExecuteNonQueryAsync();
        DataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Database = database, IncludeErrorDetail = true });
    }

    public async Task DisposeAsync()
    {
        if (DataSource is null)
        {
            return;
        }

        await using (var connection = await DataSource.OpenConnectionAsync())
        {
            foreach (var statement in BeforeDrop)
            {
                await SendAsync(connection, statement);
            }
        }

        await DataSource.DisposeAsync();
        await using var admin = NpgsqlDataSource.Create(server!);
        await using var drop = admin.CreateCommand($"DROP DATABASE IF EXISTS {SqlIdentifier.Quote(database)} WITH (FORCE)");
        await drop.ExecuteNonQueryAsync();
    }
}
