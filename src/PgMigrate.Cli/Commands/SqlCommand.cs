using System.CommandLine;
using System.Text;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Json;
using PgMigrate.Cli.Options;
using PgMigrate.Errors;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Commands;

internal sealed class SqlCommand : DatabaseCommand
{
    public const string Summary = "Write the SQL script that would really run from where the database is.";

    private readonly Argument<string?> target = TargetArgument.Create("As for up; base and -N as for down.");
    private readonly Option<bool> down = new("--down") { Description = "Read the target as down does." };
    private readonly Option<string?> output = new("--out", "-o") { Description = "File to write instead of standard output.", HelpName = "file" };

    private readonly Option<string[]> allowOutOfOrder = new("--allow-out-of-order")
    {
        Description = "As for up; repeatable.",
        HelpName = "revision",
    };

    public SqlCommand()
        : base("sql", Summary)
    {
        Arguments.Add(target);
        Options.Add(down);
        Options.Add(output);
        Options.Add(allowOutOfOrder);
        AddDatabaseOptions();
    }

    protected override async Task<int> ExecuteAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(parse, host, cancellationToken);
        var folder = Database.Folder(parse, connection.Environment);
        var wanted = parse.GetValue(target);
        var room = host.Engine.Migrations;
        var plan = parse.GetValue(down) || wanted is "base" || wanted?.StartsWith('-') == true
            ? await room.PlanDownAsync(connection, new DownOptions { Folder = folder, Target = wanted ?? "-1" }, host.Events, cancellationToken)
            : await room.PlanUpAsync(
                connection,
                new UpOptions { Folder = folder, Target = wanted ?? "head", AllowOutOfOrder = parse.GetValue(allowOutOfOrder) ?? [] },
                host.Events,
                cancellationToken);
        await host.DrainEventsAsync();

        var file = parse.GetValue(output) is { } path ? Path.GetFullPath(path) : null;
        if (file is not null)
        {
            WriteFile(file, plan);
        }

        if (host.Json)
        {
            host.Write(new ScriptDocument(
                plan.Database, connection.Source, connection.Environment?.Name, plan.Action, plan.From, plan.To, plan.Hash,
                plan.Steps.Count, file, file is null ? Script(plan) : null));
        }
        else if (file is null)
        {
            plan.WriteScript(host.Out);
        }
        else
        {
            host.Terminal.Error.WriteLine($"Wrote {Display.PlainText.Count(plan.Steps.Count, "step")} to {file}.");
        }

        return ExitCodes.Done;
    }

    private static string Script(MigrationPlan plan)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        plan.WriteScript(writer);
        return writer.ToString();
    }

    private static void WriteFile(string file, MigrationPlan plan)
    {
        try
        {
            using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
            plan.WriteScript(writer);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new PgMigrateException(
                new PgError
                {
                    Id = ErrorIds.FileNotWritable,
                    Kind = PgErrorKind.InvalidInput,
                    What = $"{file} could not be written: {refused.Message}",
                    Next = "give --out a file in an existing folder that you may write to",
                },
                refused);
        }
    }
}
