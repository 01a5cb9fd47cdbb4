using PgMigrate.HelpCompiler;

// Makes PowerShell's help file of a cmdlet assembly: what parameters there are from the assembly, what they mean from its
// documentation comments, the rest from one Markdown page per cmdlet.
var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
for (var i = 0; i + 1 < args.Length; i += 2)
{
    arguments[args[i]] = args[i + 1];
}

if (!new[] { "--assembly", "--standard", "--docs", "--out" }.All(arguments.ContainsKey))
{
    Console.Error.WriteLine("usage: PgMigrate.HelpCompiler --assembly <cmdlets.dll> --standard <System.Management.Automation.dll> --docs <folder> --out <help.xml>");
    return 2;
}

var complaints = new List<string>();
var comments = XmlComments.Load(Path.ChangeExtension(arguments["--assembly"], ".xml"));
var cmdlets = new CmdletAssembly(arguments["--assembly"], arguments["--standard"]).Read(comments, complaints);
var pages = MarkdownPages.Load(arguments["--docs"], cmdlets, complaints);
if (complaints.Count > 0)
{
    // In the form that MSBuild, and so every editor, recognises.
    complaints.ForEach(c => Console.Error.WriteLine($"PgMigrate.HelpCompiler : error PGMIGRATE2: {c}"));
    return 1;
}

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(arguments["--out"]))!);
MamlFile.Write(arguments["--out"], cmdlets, pages);
return 0;
