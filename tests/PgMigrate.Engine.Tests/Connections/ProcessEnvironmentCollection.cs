namespace PgMigrate.Engine.Tests.Connections;

/// <summary>Tests that set variables of the process: alone, since PGPASSWORD and others are read by everybody.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class ProcessEnvironmentCollection
{
    public const string Name = "process environment";
}

/// <summary>Sets variables until it is disposed of.</summary>
internal sealed class Variables : IDisposable
{
    private readonly Dictionary<string, string?> before = [];

    public Variables(params (string Name, string? Value)[] values)
    {
        foreach (var (name, value) in values)
        {
            before[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public void Dispose()
    {
        foreach (var (name, value) in before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
