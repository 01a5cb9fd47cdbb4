namespace PgMigrate.HelpCompiler;

/// <summary>The pages of a folder, one for each cmdlet, no more and no fewer.</summary>
internal static class MarkdownPages
{
    public static IReadOnlyDictionary<string, MarkdownPage> Load(string folder, IReadOnlyList<CmdletDescription> cmdlets, List<string> complaints)
    {
        var pages = new Dictionary<string, MarkdownPage>(StringComparer.Ordinal);
        foreach (var cmdlet in cmdlets)
        {
            var file = Path.Combine(folder, cmdlet.Name + ".md");
            if (!File.Exists(file))
            {
                complaints.Add($"{cmdlet.Name} has no page '{file}'.");
                continue;
            }

            var page = MarkdownPage.Parse(File.ReadAllLines(file));
            pages[cmdlet.Name] = page;
            Check(cmdlet.Name, page, complaints);
        }

        complaints.AddRange(Directory.GetFiles(folder, "*-*.md")
            .Where(f => !pages.ContainsKey(Path.GetFileNameWithoutExtension(f)) && !cmdlets.Any(c => c.Name == Path.GetFileNameWithoutExtension(f)))
            .Select(f => $"'{f}' describes a cmdlet that does not exist."));
        return pages;
    }

    private static void Check(string name, MarkdownPage page, List<string> complaints)
    {
        if (!string.Equals(page.Title, name, StringComparison.Ordinal))
        {
            complaints.Add($"The page of {name} is headed '{page.Title}'.");
        }

        if (page.Synopsis.Length == 0)
        {
            complaints.Add($"The page of {name} has no synopsis: the first paragraph below its heading.");
        }

        foreach (var heading in new[] { MarkdownPage.DescriptionHeading, MarkdownPage.ErrorsHeading }.Where(h => page.Section(h).Count == 0))
        {
            complaints.Add($"The page of {name} has no section '{heading}'.");
        }

        if (page.Examples.Count == 0)
        {
            complaints.Add($"The page of {name} has no examples.");
        }

        complaints.AddRange(page.Examples.Where(e => e.Code.Length == 0).Select(e => $"The example '{e.Title}' of {name} has no code."));
    }
}
