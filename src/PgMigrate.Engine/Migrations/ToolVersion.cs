using System.Reflection;

namespace PgMigrate.Engine.Migrations;

/// <summary>The version that the history records: the released number, without the commit that the build puts behind "+".</summary>
internal static class ToolVersion
{
    public static string Text { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
