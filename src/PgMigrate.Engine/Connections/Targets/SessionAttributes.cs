namespace PgMigrate.Engine.Connections.Targets;

/// <summary>What the server has to be like (libpq's target_session_attrs).</summary>
internal enum SessionAttributes
{
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
    PreferPrimary,
}

internal static class SessionAttributesText
{
    private static readonly Dictionary<string, SessionAttributes> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["any"] = SessionAttributes.Any,
        ["read-write"] = SessionAttributes.ReadWrite,
        ["read-only"] = SessionAttributes.ReadOnly,
        ["primary"] = SessionAttributes.Primary,
        ["standby"] = SessionAttributes.Standby,
        ["prefer-standby"] = SessionAttributes.PreferStandby,
        ["prefer-primary"] = SessionAttributes.PreferPrimary,
    };

    public static SessionAttributes Parse(string? text) =>
        text is null ? SessionAttributes.Any
        : Names.TryGetValue(text, out var attributes) ? attributes
        : throw LibpqKeyword.BadValue(ConnectionParameters.SessionAttributes, string.Join(", ", Names.Keys));

    public static string Name(this SessionAttributes attributes) => Names.First(pair => pair.Value == attributes).Key;

    public static bool Accepts(this SessionAttributes attributes, PgMigrate.Connections.PgConnection server) => attributes switch
    {
        SessionAttributes.ReadWrite => !server.IsReadOnly,
        SessionAttributes.ReadOnly => server.IsReadOnly,
        SessionAttributes.Primary or SessionAttributes.PreferPrimary => !server.IsStandby,
        SessionAttributes.Standby or SessionAttributes.PreferStandby => server.IsStandby,
        _ => true,
    };

    /// <summary>True when another server will do where no wanted one is found.</summary>
    public static bool IsPreference(this SessionAttributes attributes) =>
        attributes is SessionAttributes.PreferPrimary or SessionAttributes.PreferStandby;
}
