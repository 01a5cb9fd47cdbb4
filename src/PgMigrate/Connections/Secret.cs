namespace PgMigrate.Connections;

/// <summary>A password or token. It shows itself to nobody who does not ask by name: not in text, JSON or a debugger's list.</summary>
public sealed class Secret
{
    private readonly string value;

    public Secret(string value) => this.value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>The clear text; for the driver only.</summary>
    public string Reveal() => value;

    public override string ToString() => "********";
}
