using PgMigrate.Engine.Sql;
using PgMigrate.Errors;

namespace PgMigrate.Engine.Tests.Sql;

/// <summary>Short ways to read a script in a test.</summary>
internal static class Scripts
{
    public static IReadOnlyList<ScriptItem> Items(string text) => SqlScript.ReadAll(text, "test.sql");

    public static string[] Texts(string text) => Items(text).Select(i => i.Text).ToArray();

    public static ScriptStatement One(string text) => Assert.IsType<ScriptStatement>(Assert.Single(Items(text)));

    public static PgError Error(string text) => Assert.Throws<PgMigrateException>(() => Items(text)).Error;
}
