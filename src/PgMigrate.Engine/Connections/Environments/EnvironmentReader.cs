using System.Text;
using System.Text.Json;
using PgMigrate.Connections;
using PgMigrate.Engine.Connections.Targets;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Connections.Environments;

/// <summary>Reads the text of pgmigrate.json; every complaint has its line and column, and none quotes a value.</summary>
internal ref struct EnvironmentReader
{
    private static readonly string[] Keys =
    [
        "host", "port", "database", "user", "connectionString", "service", "path", "schema", "lockTimeout", "lockBudget", "statementTimeout",
        "variables", "production", "checklist",
    ];

    private static readonly string[] SecretKeys = ["password", "passwd", "pwd", "token", "secret"];

    private readonly string file;
    private readonly ReadOnlySpan<byte> text;
    private Utf8JsonReader json;

    private EnvironmentReader(string file, ReadOnlySpan<byte> text)
    {
        this.file = file;
        this.text = text;
        json = new Utf8JsonReader(text, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
    }

    public static IReadOnlyList<PgEnvironment> Read(string file, byte[] content)
    {
        ReadOnlySpan<byte> text = content;
        if (text.StartsWith(Encoding.UTF8.Preamble))
        {
            text = text[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return new EnvironmentReader(file, text).ReadFile();
        }
        catch (JsonException failure)
        {
            var position = new SourcePosition(file, (int)(failure.LineNumber ?? 0) + 1, ColumnOf(text, failure.LineNumber ?? 0, failure.BytePositionInLine ?? 0));
            throw Invalid(position, "The file is not JSON.", "Check commas, quotes and brackets there; comments and trailing commas are allowed.");
        }
    }

    private List<PgEnvironment> ReadFile()
    {
        var environments = new List<PgEnvironment>();
        json.Read();
        Expect(JsonTokenType.StartObject, "an object with \"environments\"");
        while (Next() is { } key)
        {
            if (key is "$schema")
            {
                _ = Text(key);
            }
            else if (key is "environments")
            {
                json.Read();
                Expect(JsonTokenType.StartObject, "an object of environments by name");
                while (Next() is { } name)
                {
                    if (name.Length == 0 || environments.Exists(e => string.Equals(e.Name, name, StringComparison.Ordinal)))
                    {
                        throw Invalid(Here(), name.Length == 0 ? "An environment has no name." : $"The environment \"{name}\" is there twice.", "Give each environment a name of its own.");
                    }

                    environments.Add(ReadEnvironment(name));
                }
            }
            else
            {
                throw UnknownKey(key, ["environments"]);
            }
        }

        if (json.Read())
        {
            throw Invalid(Here(), "Something follows the end of the object.", "Remove it.");
        }

        return environments;
    }

    private PgEnvironment ReadEnvironment(string name)
    {
        json.Read();
        Expect(JsonTokenType.StartObject, "an object");
        var environment = new PgEnvironment { Name = name, File = file };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Next() is { } key)
        {
            if (!seen.Add(key))
            {
                throw Invalid(Here(), $"\"{key}\" is there twice.", "Remove one of the two.");
            }

            environment = ReadValue(environment, key);
        }

        return environment;
    }

    private PgEnvironment ReadValue(PgEnvironment environment, string key) => key switch
    {
        "host" => environment with { Host = Text(key) },
        "port" => environment with { Port = Port(key) },
        "database" => environment with { Database = Text(key) },
        "user" => environment with { UserName = Text(key) },
        "connectionString" => environment with { ConnectionString = ConnectionString(key) },
        "service" => environment with { Service = Text(key) },
        "path" => environment with { Path = Path.GetFullPath(Text(key), Path.GetDirectoryName(file)!) },
        "schema" => environment with { Schema = Text(key) },
        "lockTimeout" => environment with { LockTimeout = Duration(key) },
        "lockBudget" => environment with { LockBudget = Duration(key) },
        "statementTimeout" => environment with { StatementTimeout = Duration(key) },
        "variables" => environment with { Variables = Variables() },
        "production" => environment with { Production = Flag(key) },
        "checklist" => environment with { Checklist = Text(key) },
        _ => throw UnknownKey(key, Keys),
    };

    private string Text(string key)
    {
        json.Read();
        Expect(JsonTokenType.String, $"a text for \"{key}\"");
        var value = json.GetString()!;
        return value.Length > 0 ? value : throw Invalid(Here(), $"\"{key}\" is empty.", "Give a value, or leave the key out.");
    }

    private int Port(string key)
    {
        json.Read();
        Expect(JsonTokenType.Number, $"a number for \"{key}\"");
        return json.TryGetInt32(out var port) && port is > 0 and <= 65535 ? port : throw Invalid(Here(), "The port is none.", "Give a whole number from 1 to 65535.");
    }

    private bool Flag(string key)
    {
        json.Read();
        return json.TokenType is JsonTokenType.True or JsonTokenType.False
            ? json.GetBoolean()
            : throw Invalid(Here(), $"\"{key}\" is neither true nor false.", "Write true or false, without quotes.");
    }

    private TimeSpan Duration(string key)
    {
        var value = Text(key);
        return DurationText.Parse(value) ?? throw Invalid(Here(), $"\"{key}\" is not a length of time.", $"Write {DurationText.Form}.");
    }

    private string ConnectionString(string key)
    {
        var value = Text(key);
        ConnectionParameters parameters;
        try
        {
            parameters = ConnectionText.Parse(value);
        }
        catch (PgMigrateException failure)
        {
            throw Invalid(Here(), failure.Error.What, failure.Error.Next);
        }

        return parameters.HoldsSecret ? throw SecretFound("The connection string holds a password.") : value;
    }

    private Dictionary<string, string> Variables()
    {
        json.Read();
        Expect(JsonTokenType.StartObject, "an object for \"variables\"");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        while (Next() is { } name)
        {
            var position = Here();
            json.Read();
            Expect(JsonTokenType.String, "a text for each variable");
            if (!variables.TryAdd(name, json.GetString()!))
            {
                throw Invalid(position, $"The variable \"{name}\" is there twice.", "Remove one of the two.");
            }
        }

        return variables;
    }

    /// <summary>The next key of the object that is being read; null at its end.</summary>
    private string? Next()
    {
        json.Read();
        return json.TokenType == JsonTokenType.EndObject ? null : json.GetString();
    }

    private readonly void Expect(JsonTokenType type, string wanted)
    {
        if (json.TokenType != type)
        {
            throw Invalid(Here(), $"Here stands something else than {wanted}.", $"Write {wanted}; docs/environments.md shows the whole file.");
        }
    }

    private readonly PgMigrateException UnknownKey(string key, IReadOnlyList<string> known) =>
        SecretKeys.Contains(key, StringComparer.OrdinalIgnoreCase)
            ? SecretFound($"\"{key}\" must not be in this file.")
            : Invalid(Here(), $"\"{key}\" is not a key of this file.", $"Use one of: {string.Join(", ", known)}.");

    private readonly PgMigrateException SecretFound(string what) => Invalid(
        Here(), what, "Remove it, and change that password if the file was shared. Passwords come from a credential, a token, PGPASSWORD or the password file.");

    private static PgMigrateException Invalid(SourcePosition position, string what, string next) => new(new PgError
    {
        Id = ErrorIds.EnvironmentFileInvalid,
        Kind = PgErrorKind.InvalidInput,
        What = what,
        Next = next,
        Position = position,
    });

    /// <summary>Where the present token starts.</summary>
    private readonly SourcePosition Here()
    {
        var before = text[..(int)json.TokenStartIndex];
        var line = before.Count((byte)'\n');
        var start = before.LastIndexOf((byte)'\n') + 1;
        return new SourcePosition(file, line + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }

    private static int ColumnOf(ReadOnlySpan<byte> text, long line, long byteInLine)
    {
        for (; line > 0; line--)
        {
            text = text[(text.IndexOf((byte)'\n') + 1)..];
        }

        return Encoding.UTF8.GetCharCount(text[..(int)Math.Min(byteInLine, text.Length)]) + 1;
    }
}
