#Requires -Version 7.4
<#
.SYNOPSIS
    A tour of PgMigrate on a real PostgreSQL server, started for it and removed again.
.DESCRIPTION
    Shows each command as you would type it, then what it says. Ends with a non-zero exit code when one of them fails,
    and leaves nothing behind, however it ends.
.PARAMETER Module
    The module's manifest.
#>
[CmdletBinding()]
param([string] $Module = (Join-Path $PSScriptRoot '../../PgMigrate.psd1'))

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$steps = @(
    @{ Say = 'Fourteen migrations, and a database that has seen none of them:'
       Do  = { Get-PgMigration } }
    @{ Say = 'What would the first five do? -WhatIf makes the plan and sends nothing that writes:'
       Do  = { Invoke-PgMigration 0005 -WhatIf } }
    @{ Say = 'Up to 0004:'
       Do  = { Invoke-PgMigration 0004 -Reason 'CHG-1041' } }
    @{ Say = 'And everything else: an index built beside the traffic, a check validated apart, a batched backfill, two branches and their merge. Each is verified; what does not verify does not stay:'
       Do  = { $run = Invoke-PgMigration -Reason 'CHG-1042'
               $run.Steps | Format-Table Revision, Name, Statements, Transactional, Verified, Duration } }
    @{ Say = 'Regret? That run goes as a whole, newest first, and the database is at 0004 again:'
       Do  = { $run | Undo-PgMigration -Reason 'CHG-1042 withdrawn' -Force } }
    @{ Say = 'Once more to the head. Nothing of the first try is in the way:'
       Do  = { Invoke-PgMigration -Reason 'CHG-1043' } }
    @{ Say = 'And again, because a runbook may run twice:'
       Do  = { Invoke-PgMigration } }
    @{ Say = 'Where is the database now, and is anything left?'
       Do  = { Get-PgMigration | Group-Object State -NoElement } }
    @{ Say = 'Who did what, when:'
       Do  = { Get-PgMigrationHistory | Select-Object -First 12 } }
)

function Write-Narration([string] $Text) {
    Write-Host
    Write-Host $Text -ForegroundColor Cyan
}

function Write-Command([string] $Text) {
    foreach ($line in $Text.Trim() -split '\s*\n\s*') {
        Write-Host 'PS> ' -NoNewline -ForegroundColor DarkGray
        Write-Host $line -ForegroundColor Yellow
    }
}

# A log has no width and no colours; without this the tables would be cut to 80 columns.
if ([Console]::IsOutputRedirected) { $PSStyle.OutputRendering = 'PlainText' }
function Show-Output {
    if (-not [Console]::IsOutputRedirected) { $input | Out-Host; return }
    $text = ($input | Out-String -Width 120).Trim("`r", "`n")
    if ($text) { Write-Host $text }
}

$sandbox = $null
$clock = [System.Diagnostics.Stopwatch]::StartNew()
Push-Location $PSScriptRoot
try {
    Write-Narration 'PgMigrate: PostgreSQL migrations from PowerShell. First a server to try things on:'
    Write-Command 'Import-Module PgMigrate; $sandbox = Start-PgSandbox; $sandbox | Connect-PgDatabase'
    Import-Module $Module
    $sandbox = if ($env:PGMIGRATE_TEST_SERVER) {
        Connect-PgDatabase $env:PGMIGRATE_TEST_SERVER -NotCurrent | Start-PgSandbox
    } else {
        Start-PgSandbox
    }
    # For build.ps1, which cleans up after a PowerShell that was killed.
    if ($env:PGMIGRATE_DEMO_NOTE) { Set-Content -LiteralPath $env:PGMIGRATE_DEMO_NOTE $sandbox.Id }
    $sandbox | Connect-PgDatabase | Show-Output

    foreach ($step in $steps) {
        Write-Narration $step.Say
        Write-Command $step.Do
        . $step.Do | Show-Output
    }
}
finally {
    Pop-Location
    if ($sandbox) {
        Write-Narration 'Nothing stays behind:'
        Write-Command '$sandbox | Stop-PgSandbox'
        $sandbox | Stop-PgSandbox -Confirm:$false
        if ($env:PGMIGRATE_DEMO_NOTE) { Remove-Item -LiteralPath $env:PGMIGRATE_DEMO_NOTE }
    }
}

Write-Host
Write-Host ('Done in {0:0} s. Try next:' -f $clock.Elapsed.TotalSeconds) -ForegroundColor Green
Write-Host @'
  Import-Module ./PgMigrate.psd1                           the module, from this checkout
  Get-Command -Module PgMigrate                            what there is; Get-Help Invoke-PgMigration -Examples
  $sandbox = Start-PgSandbox; $sandbox | Connect-PgDatabase
  New-PgMigration add_users table @{ table = 'users' }     a migration and its reverse, from a template
  Export-PgMigration -Path examples/quickstart/migrations  the SQL that would run, for review
  README.md, docs/migrations.md, examples/quickstart       how it is meant
'@
