using System.CommandLine;
using PgMigrate.Cli.Hosting;
using PgMigrate.Cli.Options;
using PgMigrate.Migrations;

namespace PgMigrate.Cli.Commands;

internal sealed class MergeCommand : FilesCommand
{
    public const string Summary = "Write the migration that joins several heads.";

    private readonly Argument<string[]> heads = new("heads")
    {
        Description = "Heads to join (all).",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> name = new("--name") { Description = "The words of the file name (merge_heads).", HelpName = "words" };
    private readonly Option<string?> path = DatabaseOptions.PathOption();

    public MergeCommand()
        : base("merge", Summary)
    {
        Arguments.Add(heads);
        Options.Add(name);
        Options.Add(DryRun);
        Options.Add(path);
    }

    protected override async Task<int> ExecuteAsync(ParseResult parse, CommandHost host, CancellationToken cancellationToken)
    {
        var options = new MergeOptions
        {
            Path = DatabaseOptions.FullPath(parse.GetValue(path)),
            Heads = parse.GetValue(heads) ?? [],
        };
        if (parse.GetValue(name) is { } words)
        {
            options = options with { Name = words };
        }

        var files = await host.Engine.Migrations.PlanMergeAsync(options, cancellationToken);
        return await WriteAsync(host, files, parse.GetValue(DryRun), cancellationToken);
    }
}
