using Npgsql;
using PgMigrate.Connections;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections;

/// <summary>
/// Everything that it takes to open a session on one server. The driver's settings are kept without a password: it is
/// handed over for the moment of the login only, so that no connection string that the driver shows can hold it.
/// </summary>
internal sealed class SessionSettings
{
    private readonly NpgsqlConnectionStringBuilder driver;
    private readonly Secret? password;
    private readonly Func<CancellationToken, Task<Secret>>? token;
    private readonly SemaphoreSlim oneTokenAtATime;

    public SessionSettings(
        NpgsqlConnectionStringBuilder driver, string applicationName, Secret? password, Func<CancellationToken, Task<Secret>>? token)
        : this(driver, applicationName, password, token, new SemaphoreSlim(1, 1))
    {
    }

    private SessionSettings(
        NpgsqlConnectionStringBuilder driver, string applicationName, Secret? password,
        Func<CancellationToken, Task<Secret>>? token, SemaphoreSlim oneTokenAtATime)
    {
        this.driver = new NpgsqlConnectionStringBuilder(driver.ConnectionString) { Password = null };
        this.password = password;
        this.token = token;
        this.oneTokenAtATime = oneTokenAtATime;
        ApplicationName = applicationName;
        ApplyHouseRules(this.driver);
    }

    public string ApplicationName { get; }

    public string Host => driver.Host!;

    public int Port => driver.Port;

    public string Database => driver.Database!;

    public string UserName => driver.Username!;

    /// <summary>As errors and events name it.</summary>
    public string Target => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Host}:{Port}/{Database}");

    public TimeSpan ConnectTimeout => TimeSpan.FromSeconds(driver.Timeout);

    public bool HasToken => token is not null;

    /// <summary>The driver's settings as text; no password is ever in them.</summary>
    public string DriverText => driver.ConnectionString;

    /// <summary>The password; null where there is none, or a token function instead.</summary>
    public Secret? StoredPassword => password;

    /// <summary>The same server and credentials, another database.</summary>
    public SessionSettings WithDatabase(string database) => new(
        new NpgsqlConnectionStringBuilder(driver.ConnectionString) { Database = database }, ApplicationName, password, token, oneTokenAtATime);

    /// <summary>A data source for one session.</summary>
    public NpgsqlDataSource CreateDataSource(string purpose, Secret? login)
    {
        // The slim builder leaves out the mappings and the type-loading query that an operator's tool has no use for.
        var builder = new NpgsqlSlimDataSourceBuilder(driver.ConnectionString);
        builder.ConnectionStringBuilder.ApplicationName = SessionName.For(ApplicationName, purpose);
        builder.ConfigureTypeLoading(loading => loading.EnableTypeLoading(false));
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        builder.EnableIntegratedSecurity();

        // A provider, even one of an empty password, keeps the driver from searching variables and files by its own rules.
        var text = login?.Reveal() ?? "";
        builder.UsePasswordProvider(_ => text, (_, _) => ValueTask.FromResult(text));
        return builder.Build();
    }

    /// <summary>The password or a fresh token; null when there is neither.</summary>
    public async Task<Secret?> GetLoginAsync(CancellationToken cancellationToken)
    {
        if (token is null)
        {
            return password;
        }

        await oneTokenAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await token(cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The token function gave nothing.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            // The function is somebody's script: its message may quote the token, so only the kind of failure is told.
            throw new PgMigrateException(new PgError
            {
                Id = ErrorIds.TokenFailed,
                Kind = PgErrorKind.Permission,
                What = $"The token function for {Target} failed ({failure.GetType().Name}).",
                Next = "Run the token function by itself and repair what it reports; it must return one token.",
                Database = Target,
            });
        }
        finally
        {
            oneTokenAtATime.Release();
        }
    }

    // Unix sockets refuse TCP's options, and need none.
    private static bool IsSocketFolder(string? host) => host is not null && (Path.IsPathRooted(host) || host.StartsWith('@'));

    private static void ApplyHouseRules(NpgsqlConnectionStringBuilder driver)
    {
        // A session is a session: advisory locks, SET and cancellation need one that nobody else is handed.
        driver.Pooling = false;
        driver.Enlist = false;
        driver.NoResetOnClose = true;
        driver.MaxAutoPrepare = 0;

        // The server's own time limits rule; the driver waits, and gives a cancel request time to be answered.
        driver.CommandTimeout = 0;
        driver.CancellationTimeout = 5000;
        driver.IncludeErrorDetail = true;
        driver.IncludeFailedBatchedCommand = true;
        driver.PersistSecurityInfo = false;

        // A cut network is noticed within a minute, also while a statement runs for hours.
        driver.KeepAlive = 0;
        if (!IsSocketFolder(driver.Host))
        {
            driver.TcpKeepAlive = true;
            driver.TcpKeepAliveTime = 10;
            driver.TcpKeepAliveInterval = 5;
        }

        // COPY data goes out in larger pieces.
        driver.WriteBufferSize = 32 * 1024;
    }
}
