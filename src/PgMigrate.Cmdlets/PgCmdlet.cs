using System.Management.Automation;
using PgMigrate.Cmdlets.Hosting;
using PgMigrate.Errors;
using PgMigrate.Events;

namespace PgMigrate.Cmdlets;

/// <summary>A cmdlet that calls the engine: cancellable, with the engine's events in PowerShell's streams and its errors as error records.</summary>
public abstract class PgCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource cancellation = new();
    private readonly EventStreams streams;
    private readonly Confirmation confirmation;

    private protected PgCmdlet()
    {
        streams = new EventStreams(this);
        confirmation = new Confirmation(this);
    }

    private protected static IPgEngine Engine => EngineGateway.Engine;

    /// <summary>True when the user said that no question is wanted.</summary>
    private protected virtual bool IsForced => false;

    /// <summary>What an error of the present record is about, when the error itself does not say.</summary>
    private protected virtual object? ErrorTarget => null;

    /// <summary>Does the work for one record of input.</summary>
    private protected abstract void Process();

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        try
        {
            Process();
        }
        catch (PgMigrateException e)
        {
            Fail(e);
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
        catch (OperationCanceledException e)
        {
            Fail(new PgMigrateException(
                new PgError
                {
                    Id = ErrorIds.Cancelled,
                    Kind = PgErrorKind.InvalidState,
                    What = "The command was cancelled.",
                    Next = "Run it again; what was done before it was cancelled stands, and the next run goes on behind it.",
                },
                e));
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => cancellation.Cancel();

    /// <summary>Runs an engine call to its end, showing its events meanwhile.</summary>
    private protected T Call<T>(Func<IPgEngine, IEngineEvents, CancellationToken, Task<T>> call)
    {
        var engine = Engine;
        try
        {
            return EngineCall.Run((events, token) => call(engine, events, token), streams.Show, cancellation.Token);
        }
        finally
        {
            if (!Stopping)
            {
                streams.CompleteProgress();
            }
        }
    }

    /// <summary>The same for a call without a result.</summary>
    private protected void Call(Func<IPgEngine, IEngineEvents, CancellationToken, Task> call) =>
        Call(async (engine, events, token) =>
        {
            await call(engine, events, token).ConfigureAwait(false);
            return true;
        });

    /// <summary>
    /// Asks as -Confirm, -WhatIf, $ConfirmPreference and -Force want it.
    /// </summary>
    /// <param name="plan">What would be done, in full: what -WhatIf shows.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="always">True to ask although the cmdlet's impact alone would not make PowerShell ask.</param>
    private protected bool Confirmed(string plan, string question, bool always = false) =>
        confirmation.Ask(plan, question, always, IsForced);

    private protected bool IsWhatIf => confirmation.IsWhatIf;

    /// <summary>One failed target of several does not keep the others from their turn; a single one ends the command.</summary>
    private protected void Fail(PgMigrateException exception)
    {
        var record = Record(exception, ErrorTarget);
        if (MyInvocation.ExpectingInput)
        {
            WriteError(record);
        }
        else
        {
            ThrowTerminatingError(record);
        }
    }

    private protected ErrorRecord Record(PgMigrateException exception, object? target) =>
        ErrorRecords.From(exception, target, inScript: !string.IsNullOrEmpty(MyInvocation.ScriptName));

    /// <inheritdoc/>
    public void Dispose()
    {
        cancellation.Dispose();
        GC.SuppressFinalize(this);
    }
}
