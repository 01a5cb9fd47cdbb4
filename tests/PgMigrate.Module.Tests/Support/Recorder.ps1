# The statements that the executor sent while the command ran, as the Debug stream tells them.
function Get-SentStatement([scriptblock] $Command) {
    # Globally, because the command's block sees its own scope and not this one.
    $before = $global:DebugPreference
    $global:DebugPreference = 'Continue'
    try { $record = & $Command *>&1 | ForEach-Object { $_ } } finally { $global:DebugPreference = $before }
    $sent = @($record | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object Message)
    [pscustomobject]@{
        Reads  = @($sent | Where-Object { $_ -like 'read: *' })
        Writes = @($sent | Where-Object { $_ -like 'write: *' })
        Output = @($record | Where-Object { $_ -isnot [System.Management.Automation.DebugRecord] })
    }
}

# The one error of a command, with what matters of it.
function Get-TestError([scriptblock] $Command) {
    try {
        $found = & $Command 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Select-Object -First 1
    }
    catch {
        $found = $_
    }
    $found
}

function Get-ErrorId([scriptblock] $Command) {
    if ($record = Get-TestError $Command) { ($record.FullyQualifiedErrorId -split ',')[0] }
}
