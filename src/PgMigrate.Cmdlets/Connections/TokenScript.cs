using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Security;
using PgMigrate.Cmdlets.Hosting;
using PgMigrate.Connections;
using PgMigrate.Errors;

namespace PgMigrate.Cmdlets.Connections;

/// <summary>
/// A script block of the user's that returns a token. The engine asks for one from a thread of the pool; a script block
/// may run only on a pipeline thread, so it is handed to that of the command that waits for the engine.
/// </summary>
internal sealed class TokenScript(ScriptBlock script)
{
    private readonly Runspace? origin = Runspace.DefaultRunspace;

    public Task<Secret> GetAsync(CancellationToken cancellationToken) =>
        EventQueue.Current is { } queue
            ? queue.InvokeAsync(Run, cancellationToken)
            : throw Failed("it was asked for while no command was waiting", null);

    private Secret Run()
    {
        // Another runspace (ForEach-Object -Parallel) must not enter the one that the block belongs to, which may be busy:
        // there its text runs, with that runspace's own modules and variables.
        var block = ReferenceEquals(Runspace.DefaultRunspace, origin) ? script : ScriptBlock.Create(script.ToString());
        try
        {
            var last = block.Invoke().LastOrDefault(o => o is not null);
            return Token(last?.Properties["Token"]?.Value ?? last?.BaseObject) is { Length: > 0 } token
                ? new Secret(token)
                : throw Failed("it returned nothing", null);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw Failed(e.Message, e);
        }
    }

    private static string? Token(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        string text => text.Trim(),
        SecureString secure => new NetworkCredential("", secure).Password,
        PSCredential credential => credential.GetNetworkCredential().Password,
        Secret secret => secret.Reveal(),
        _ => null,
    };

    private static PgMigrateException Failed(string reason, Exception? inner) => new(
        new PgError
        {
            Id = ErrorIds.TokenFailed,
            Kind = PgErrorKind.Permission,
            What = $"The script block of -TokenScript gave no token: {reason}",
            Next = "Run the script block by itself. It has to return text, a SecureString, or an object with a property Token.",
        },
        inner);
}
