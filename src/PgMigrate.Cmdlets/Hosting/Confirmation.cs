using System.Management.Automation;
using System.Management.Automation.Host;
using PgMigrate.Errors;

namespace PgMigrate.Cmdlets.Hosting;

/// <summary>The one place that asks. It never asks twice, never under -WhatIf, and says what to do where nobody can answer.</summary>
internal sealed class Confirmation(PSCmdlet cmdlet)
{
    private bool yesToAll;
    private bool noToAll;

    // The same sources, in the same order, as PowerShell itself looks at.
    public bool IsWhatIf =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound)
            ? LanguagePrimitives.IsTrue(bound)
            : LanguagePrimitives.IsTrue(cmdlet.GetVariableValue("WhatIfPreference"));

    private bool? ConfirmParameter =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue("Confirm", out var bound) ? LanguagePrimitives.IsTrue(bound) : null;

    private bool PreferenceIsNone =>
        string.Equals(
            LanguagePrimitives.ConvertTo<string>(cmdlet.GetVariableValue("ConfirmPreference", "High")), "None", StringComparison.OrdinalIgnoreCase);

    public bool Ask(string plan, string question, bool always, bool forced)
    {
        plan = plan.TrimEnd();
        if (forced && ConfirmParameter is null && !IsWhatIf)
        {
            cmdlet.WriteVerbose(plan);
            return true;
        }

        var caption = $"{cmdlet.MyInvocation.MyCommand?.Name}";
        if (!Prompt(() => cmdlet.ShouldProcess(plan, question, caption)))
        {
            return false;
        }

        // -Confirm has asked already, -Confirm:$false has answered.
        return !always || ConfirmParameter is not null || PreferenceIsNone
            || Prompt(() => cmdlet.ShouldContinue(question, caption, ref yesToAll, ref noToAll));
    }

    // Hosts without a user answer in several ways, none of which says what to do; with its standard input closed the
    // console host even ends in a NullReferenceException.
    private bool Prompt(Func<bool> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException
            or NotSupportedException or NullReferenceException)
        {
            var name = cmdlet.MyInvocation.MyCommand?.Name;
            var force = cmdlet.MyInvocation.MyCommand?.Parameters.ContainsKey("Force") == true ? " (or -Force)" : "";
            throw new PgMigrateException(
                new PgError
                {
                    Id = ErrorIds.ConfirmationImpossible,
                    Kind = PgErrorKind.InvalidState,
                    What = $"{name} asks before it goes on, and there is nobody to answer. Nothing was changed.",
                    Next = $"Look at the plan with -WhatIf; then add -Confirm:$false{force} to the command.",
                },
                e);
        }
    }
}
