# Runs a script in a PowerShell process of its own, in the module's root, and gives its output, errors and exit code.
function Invoke-TestProcess([string] $Script, [hashtable] $Variables = @{}, [switch] $ClosedInput, [switch] $Interactive, [int] $Seconds = 60) {
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "pgmigrate-$([guid]::NewGuid()).ps1"
    Set-Content $file $Script
    try {
        $start = [System.Diagnostics.ProcessStartInfo]::new()
        $start.FileName = [System.Environment]::ProcessPath
        if ([System.IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') {
            $start.ArgumentList.Add((Join-Path $PSHOME 'pwsh.dll'))
        }
        $start.ArgumentList.Add('-NoProfile')
        if (-not $Interactive) { $start.ArgumentList.Add('-NonInteractive') }
        $start.ArgumentList.Add('-File')
        $start.ArgumentList.Add($file)
        $start.WorkingDirectory = $script:Root
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardError = $true
        $start.Environment['NO_COLOR'] = '1'
        $start.Environment['POWERSHELL_TELEMETRY_OPTOUT'] = '1'
        $start.Environment['POWERSHELL_UPDATECHECK'] = 'Off'
        foreach ($name in $Variables.Keys) { $start.Environment[$name] = $Variables[$name] }

        $process = [System.Diagnostics.Process]::Start($start)
        if ($ClosedInput -or -not $Interactive) { $process.StandardInput.Close() }
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit($Seconds * 1000)) {
            $process.Kill($true)
            throw "The process did not end within $Seconds s. Output: $($output.Result) $($errors.Result)"
        }
        $process.WaitForExit()
        [pscustomobject]@{ Output = $output.Result.Trim(); Errors = $errors.Result.Trim(); ExitCode = $process.ExitCode }
    }
    finally {
        Remove-Item $file -Force
    }
}
