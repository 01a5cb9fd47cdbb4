using System.CommandLine;
using PgMigrate.Connections;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Options;

/// <summary>Which database, and which folder goes with it.</summary>
internal sealed class DatabaseOptions
{
    private const string DefaultPath = "migrations";

    private readonly Option<string?> url = new("--url", "--connection-string")
    {
        Description = "postgresql:// URI or keywords. Without it: --environment, then DATABASE_URL, then PG* variables.",
        HelpName = "target",
    };

    private readonly Option<string?> environment = new("--environment", "-e")
    {
        Description = "Environment of pgmigrate.json.",
        HelpName = "name",
    };

    private readonly Option<string?> sandbox = new("--sandbox") { Description = "A sandbox that pgmigrate sandbox start gave.", HelpName = "id" };
    private readonly Option<string?> path = PathOption();
    private readonly Option<string?> schema = new("--schema") { Description = "Schema of the history tables (pgmigrate).", HelpName = "name" };
    private readonly Option<string[]> variables = NameValues.Option("--var", "Value for ${name} in migrations; repeatable.", "--variable");

    public DatabaseOptions(Command command)
    {
        command.Options.Add(url);
        command.Options.Add(environment);
        command.Options.Add(sandbox);
        command.Options.Add(path);
        command.Options.Add(schema);
        command.Options.Add(variables);
        command.Validators.Add(result =>
        {
            Option[] targets = [url, environment, sandbox];
            if (result.GetResult(sandbox) is not null && targets.Count(target => result.GetResult(target) is not null) > 1)
            {
                result.AddError("--sandbox is a target of its own: leave --url and --environment out.");
            }
        });
    }

    /// <summary>The id given by --sandbox; null when the target is another.</summary>
    public string? Sandbox(ParseResult parse) => parse.GetValue(sandbox);

    public static Option<string?> PathOption() => new("--path", "-p")
    {
        Description = "Migrations folder (./migrations, or the environment's).",
        HelpName = "folder",
    };

    public static string FullPath(string? path) => Path.GetFullPath(path ?? DefaultPath);

    public ConnectOptions Connect(ParseResult parse)
    {
        var folder = FullPath(parse.GetValue(path));
        return new ConnectOptions
        {
            ConnectionString = parse.GetValue(url),
            Environment = parse.GetValue(environment),
            StartFolder = Directory.Exists(folder) ? folder : Directory.GetCurrentDirectory(),
            UseProcessEnvironment = true,
            ApplicationName = "pgmigrate",
        };
    }

    public string Schema(ParseResult parse, PgEnvironment? from) =>
        parse.GetValue(schema) ?? from?.Schema ?? MigrationFolder.DefaultSchema;

    /// <summary>Values given on the command line go before those of the environment.</summary>
    public MigrationFolder Folder(ParseResult parse, PgEnvironment? from)
    {
        var values = new Dictionary<string, string>(from?.Variables ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in NameValues.Of(parse.GetValue(variables)))
        {
            values[name] = value;
        }

        return new MigrationFolder
        {
            Path = FullPath(parse.GetValue(path) ?? from?.Path),
            Schema = Schema(parse, from),
            Variables = values,
        };
    }
}
