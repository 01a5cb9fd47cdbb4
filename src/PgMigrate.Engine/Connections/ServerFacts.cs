namespace PgMigrate.Engine.Connections;

/// <summary>What the first look at a server showed.</summary>
internal sealed record ServerFacts(int VersionNumber, string Version, bool IsStandby, bool DefaultReadOnly)
{
    /// <summary>Before the first look.</summary>
    public static ServerFacts Unknown { get; } = new(0, "", false, false);
}
