using System.CommandLine;
using PgMigrate.Cli.Display;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Json;
using PgMigrate.Cli.Options;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Commands;

internal sealed class NewCommand : FilesCommand
{
    public const string Summary = "Write a new migration from a template, both directions.";

    private readonly Argument<string?> name = new("name")
    {
        Description = "The words of the file name.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> template = new("--template", "-t") { Description = "Template (empty).", HelpName = "name" };
    private readonly Option<string[]> arguments = NameValues.Option("--arg", "Value that the template asks for; repeatable.");
    private readonly Option<bool> templates = new("--list-templates") { Description = "Show the templates and what they ask for." };

    private readonly Option<MigrationLayout?> layout = new("--layout")
    {
        Description = "Layout (the folder's own).",
        HelpName = "RollbackFolder|Sections|Suffixes|Folders|Repeatable",
    };

    private readonly Option<string[]> revises = new("--revises") { Description = "Revision to follow (the head); repeatable.", HelpName = "revision" };
    private readonly Option<string[]> labels = new("--label") { Description = "Label; repeatable.", HelpName = "name" };
    private readonly Option<string?> path = DatabaseOptions.PathOption();

    public NewCommand()
        : base("new", Summary)
    {
        Arguments.Add(name);
        foreach (var option in new Option[] { template, arguments, templates, layout, revises, labels, DryRun, path })
        {
            Options.Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetResult(templates) is null && result.GetResult(name) is null or { Tokens.Count: 0 })
            {
                result.AddError("Give the new migration a name: pgmigrate new add_users.");
            }
        });
    }

    protected override async Task<int> ExecuteAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken)
    {
        if (parse.GetValue(templates))
        {
            ListTemplates(host);
            return ExitCodes.Done;
        }

        var files = await host.Engine.Migrations.PlanNewAsync(
            new NewMigrationOptions
            {
                Path = DatabaseOptions.FullPath(parse.GetValue(path)),
                Name = parse.GetValue(name)!,
                Template = parse.GetValue(template) ?? "empty",
                Arguments = NameValues.Of(parse.GetValue(arguments)),
                Layout = parse.GetValue(layout),
                Revises = parse.GetValue(revises) ?? [],
                Labels = parse.GetValue(labels) ?? [],
            },
            cancellationToken);
        return await WriteAsync(host, files, parse.GetValue(DryRun), cancellationToken);
    }

    private static void ListTemplates(CommandHost host)
    {
        var all = host.Engine.Migrations.GetTemplates();
        if (host.Json)
        {
            host.Write(new TemplatesDocument(all));
            return;
        }

        var table = new PlainTable("Template", "Arguments", "What it writes");
        foreach (var template in all)
        {
            table.Add(
                template.Name,
                string.Join(", ", template.Arguments.Select(argument => argument.Required ? argument.Name : $"[{argument.Name}]")),
                template.Description);
        }

        table.Write(host.Terminal);
    }
}
