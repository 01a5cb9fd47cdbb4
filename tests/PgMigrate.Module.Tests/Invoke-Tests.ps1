#Requires -Version 7.4
<#
.SYNOPSIS
    Runs the module's tests with Pester 5 and says how many passed, failed and were skipped, and why.
.DESCRIPTION
    The module has to be built (dotnet build PgMigrate.sln). The server is the one that PGMIGRATE_TEST_SERVER names (the
    connection string of a superuser), or else a sandbox, which the module starts and stops.
.PARAMETER ResultPath
    Where to write the counts, as JSON.
.PARAMETER XmlPath
    Where to write the whole result, as NUnit XML.
.PARAMETER Filter
    Only tests whose full name contains one of these texts, or matches one of these wildcards.
.PARAMETER Path
    Only these test files.
#>
[CmdletBinding()]
param(
    [string] $ResultPath,
    [string] $XmlPath,
    [string[]] $Filter = @(),
    [string[]] $Path = @("$PSScriptRoot")
)

$ErrorActionPreference = 'Stop'

function Write-Result([int] $Passed, [int] $Failed, [int] $Skipped, [string[]] $SkippedReasons) {
    if ($ResultPath) {
        [ordered]@{ passed = $Passed; failed = $Failed; skipped = $Skipped; skippedReasons = @($SkippedReasons | Where-Object { $_ }) } |
            ConvertTo-Json | Set-Content -LiteralPath $ResultPath
    }
    Write-Host "Module tests: $Passed passed, $Failed failed, $Skipped skipped"
    $SkippedReasons | Where-Object { $_ } | ForEach-Object { Write-Host "  skipped: $_" }
}

$pester = Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -ge 5 } | Sort-Object Version -Descending | Select-Object -First 1
if (-not $pester) {
    Write-Result 0 0 1 'the module''s tests: Pester 5 is not installed (Install-Module Pester -Scope CurrentUser)'
    exit 0
}

Import-Module $pester.Path
Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
try {
    try {
        $null = Get-TestServer
    }
    catch {
        # Only where there is no server to be had; that one does not start or cannot be used is a failure.
        if ($_.FullyQualifiedErrorId -notlike 'ServerBinariesNotFound,*') { throw }
        Write-Result 0 0 1 "the module's tests: $($_.Exception.Error.What) $($_.Exception.Error.Next)"
        exit 0
    }

    $configuration = New-PesterConfiguration
    # pwsh -File hands a list over as one text.
    $configuration.Run.Path = @($Path -split ',')
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Detailed'
    if ($Filter) { $configuration.Filter.FullName = @($Filter | ForEach-Object { $_ -match '[*?]' ? $_ : "*$_*" }) }
    if ($XmlPath) {
        $configuration.TestResult.Enabled = $true
        $configuration.TestResult.OutputPath = $XmlPath
    }
    $result = Invoke-Pester -Configuration $configuration
}
finally {
    Stop-TestServer
}

if (-not $result) {
    Write-Result 0 1 0 @()
    exit 1
}

# A block or file that could not run is a failure, although none of its tests failed.
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
$reasons = $result.Skipped | Where-Object { $_ } | ForEach-Object {
    $why = $_.ErrorRecord | ForEach-Object { $_.Exception.Message } | Select-Object -First 1
    if ($why) { "$($_.ExpandedPath): $why" } else { $_.ExpandedPath }
}
Write-Result $result.PassedCount $failed $result.SkippedCount $reasons
exit ($failed -gt 0 ? 1 : 0)
