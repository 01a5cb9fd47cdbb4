using System.Text;

namespace PgMigrate.Engine.Tests.Sql;

/// <summary>
/// Writes random scripts that are valid SQL, and knows which statements are in them and where. The same seed gives the
/// same script.
/// </summary>
internal sealed class ScriptGrammar(int seed, bool atomicBodies = true)
{
    private static readonly string[] Tags = ["$$", "$a$", "$_1$", "$body$", "$é$", "$A$"];

    // Everything that opens, closes or escapes something.
    private static readonly string[] Noise =
        ["'", "''", "\"", ";", "(", ")", "\\", "$", "$$", "$a$", "--", "/*", "*/", "\n", "\r\n", "\r", "\t", " ", "é", "😀", "x", "E'", "BEGIN ATOMIC", "END", "1", "${v}", "\\.", "-- migrate:down"];

    private readonly Random random = new(seed);
    private readonly StringBuilder script = new();

    public List<(int Offset, string Text)> Statements { get; } = [];

    public string Script => script.ToString();

    /// <summary>A script of some statements with every kind of gap between them.</summary>
    public static ScriptGrammar Of(int seed, int statements = 8, bool atomicBodies = true)
    {
        var grammar = new ScriptGrammar(seed, atomicBodies);
        var count = grammar.random.Next(statements + 1);
        for (var i = 0; i < count; i++)
        {
            grammar.script.Append(grammar.Gap());
            var text = grammar.Statement();
            grammar.Statements.Add((grammar.script.Length, text));
            grammar.script.Append(text);
            if (i < count - 1 || grammar.Chance(2))
            {
                grammar.script.Append(grammar.Chance(3) ? grammar.Blank() : "").Append(';');
            }
        }

        grammar.script.Append(grammar.Gap());
        return grammar;
    }

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    private string Statement() => random.Next(atomicBodies ? 7 : 5) switch
    {
        0 => $"CREATE RULE r AS ON INSERT TO t DO ALSO{Blank()}({Query()};{Blank()}{Query()}{(Chance(2) ? ";" : "")})",
        1 => $"DO{Blank()}{Dollar()}",
        2 => $"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS{Blank()}{Literal()}",
        3 or 4 => Query(),
        _ => $"CREATE {Pick("", "OR REPLACE ")}{Pick("FUNCTION", "procedure")} f(begin int DEFAULT {Expression(2)}){Blank()}BEGIN{Blank()}ATOMIC{Blank()}{Body()}END",
    };

    private string Body()
    {
        var body = new StringBuilder();
        for (var i = random.Next(4); i > 0; i--)
        {
            body.Append(Query()).Append(Chance(2) ? Blank() : "").Append(';').Append(Blank());
        }

        return body.ToString();
    }

    private string Query()
    {
        var query = new StringBuilder("SELECT").Append(Blank()).Append(Expression(4));
        for (var i = random.Next(3); i > 0; i--)
        {
            query.Append(',').Append(Chance(2) ? Blank() : "").Append(Expression(3)).Append(Chance(3) ? $" AS {Name()}" : "");
        }

        return query.ToString();
    }

    private string Expression(int depth) => random.Next(depth > 0 ? 10 : 5) switch
    {
        0 or 1 => Literal(),
        2 => Dollar(),
        3 => Pick("1", "1.5", ".5", "1e10", "1.5E-3", "NULL", "TRUE"),
        4 => $"{Name()}.{Name()}",
        5 => $"CASE{Blank()}WHEN{Blank()}{Expression(depth - 1)}{Blank()}THEN{Blank()}{Expression(depth - 1)}{Blank()}END",
        6 => $"({Expression(depth - 1)}{Blank()})",
        7 => $"{Expression(depth - 1)}{Blank()}{Pick("+", "-", "||", "@>", "?", "?|", "#>>", "<->", "*", "/", "=")}{Blank()}{Expression(depth - 1)}",
        8 => $"f({Expression(depth - 1)},{Blank()}{Expression(depth - 1)})",
        _ => $"ARRAY[{Expression(depth - 1)},{Blank()}{Expression(depth - 1)}]",
    };

    private string Literal() => random.Next(5) switch
    {
        0 => $"E'{Text().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", Pick("''", "\\'"), StringComparison.Ordinal)}'",
        1 => $"U&'{Text().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'",
        2 => $"E'a'{Pick("\n", " -- ' \n ", "\r\n\t")}'{Pick("\\'", "''", "\\\\")};'",
        _ => $"{Pick("", "", "N")}'{Text().Replace("'", "''", StringComparison.Ordinal)}'",
    };

    private string Name() => Chance(2)
        ? Pick("a", "a$b$c", "é", "begin", "atomic", "_x1")
        : $"\"x{Text().Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string Dollar()
    {
        var tag = Pick(Tags);
        var text = Text().TrimEnd('$');
        while (text.Contains(tag, StringComparison.Ordinal))
        {
            text = text.Replace(tag, "", StringComparison.Ordinal).TrimEnd('$');
        }

        return $"{tag}{text}{tag}";
    }

    private string Text() => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Pick(Noise)));

    // Something that separates tokens. Never a section marker, and no line end that would make two literals one.
    private string Blank() => random.Next(8) switch
    {
        0 => "\n",
        1 => "\r\n\t",
        2 => Comment(3),
        3 => $" --{Text().ReplaceLineEndings("").Replace("\r", "", StringComparison.Ordinal)}\n",
        _ => " ",
    };

    private string Gap() => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Chance(4) ? " ; " : Blank()));

    // A star or slash at an edge would join the comment's own.
    private string Comment(int depth) =>
        $"/* {Text().Replace("/*", "", StringComparison.Ordinal).Replace("*/", "", StringComparison.Ordinal)} {(depth > 0 && Chance(2) ? Comment(depth - 1) : "")} */";
}
