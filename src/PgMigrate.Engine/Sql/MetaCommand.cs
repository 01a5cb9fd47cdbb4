namespace PgMigrate.Engine.Sql;

/// <summary>
/// The lines that belong to psql. Those that change nothing for the statements around them are skipped; for each other one
/// there is something that does its work here.
/// </summary>
internal static class MetaCommand
{
    /// <summary>What to do instead; null when the line may be skipped. <paramref name="line"/> starts with the backslash.</summary>
    public static string? InsteadOf(ReadOnlySpan<char> line, out string command)
    {
        var length = 1;
        while (length < line.Length && !SqlCharacters.IsSpace(line[length]) && line[length] != '\\')
        {
            length++;
        }

        // \; and \\ are commands of one character.
        if (length == 1 && line.Length > 1)
        {
            length = SqlCharacters.IsSpace(line[1]) ? 1 : 2;
        }

        command = line[..length].ToString();
        var argument = line[length..].Trim(" \t\f\v");
        if (!IsHarmless(command, argument))
        {
            return Advice(command);
        }

        return argument.Contains('\\') ? "Write each psql command on a line of its own." : null;
    }

    private static bool IsHarmless(string command, ReadOnlySpan<char> argument) => command switch
    {
        "\\restrict" or "\\unrestrict" or "\\echo" or "\\qecho" or "\\timing" or "\\pset" => true,
        "\\set" => FirstWord(argument).Equals("ON_ERROR_STOP", StringComparison.Ordinal),
        "\\encoding" => IsUtf8(argument.Trim('\'')),
        _ => false,
    };

    private static bool IsUtf8(ReadOnlySpan<char> name) =>
        name.Equals("UTF8", StringComparison.OrdinalIgnoreCase) || name.Equals("UTF-8", StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(' ', '\t');
        return end < 0 ? text : text[..end];
    }

    private static string Advice(string command) => command switch
    {
        "\\i" or "\\ir" or "\\include" or "\\include_relative" =>
            "Put the other file's statements here, or make it a migration of its own.",
        "\\c" or "\\connect" =>
            "Choose the target at the command (-Connection, -ConnectionString or -Environment): a migration runs in one database.",
        "\\copy" =>
            "Use COPY … FROM stdin with the data lines behind it, closed by a line \\. – or COPY … FROM 'file' for a file on the server.",
        "\\." =>
            "Remove the line: no COPY … FROM stdin stands before it whose data it could close.",
        "\\g" or "\\gx" or "\\;" =>
            "End the statement with a semicolon.",
        "\\gexec" =>
            "Use a DO block that builds the statements and runs them with EXECUTE.",
        "\\gset" or "\\set" or "\\unset" or "\\prompt" or "\\getenv" =>
            "Use a variable of PgMigrate: write ${name} in the script and give its value at the command (-Variable).",
        "\\if" or "\\elif" or "\\else" or "\\endif" =>
            "Use a DO block with IF, or the directive -- migrate:requires.",
        "\\!" =>
            "Run shell commands in the runbook around the migration.",
        "\\encoding" =>
            "Save the file as UTF-8 and remove the line.",
        _ => "Remove it: it is a command of psql, and the server does not know it.",
    };
}
