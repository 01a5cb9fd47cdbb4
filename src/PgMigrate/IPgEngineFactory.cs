namespace PgMigrate;

/// <summary>
/// The door through which a host that has no compile-time reference to the engine gets one. The engine's assembly
/// holds one public class with a parameterless constructor that implements it: <c>PgMigrate.Engine.EngineFactory</c>.
/// </summary>
public interface IPgEngineFactory
{
    /// <summary>A new engine; opens no connection and reads no file.</summary>
    IPgEngine Create();
}
