<#
.SYNOPSIS
    ./build.ps1 demo | test | build | bench | clean | help
.DESCRIPTION
    Finds the .NET SDK, builds the small program in build/ and hands over to it: the steps are there, for every system.
    Runs in PowerShell 7.4 and later, and in Windows PowerShell 5.1, which a fresh Windows has.
#>
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$verb = if ($args.Count -gt 0) { "$($args[0])" } else { 'help' }

function Stop-Build([string] $Text) {
    [Console]::Error.WriteLine($Text)
    if ($verb -eq 'test') { [Console]::Out.WriteLine('0 passed, 1 failed, 0 skipped') }
    exit 3
}

$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_SKIP_FIRST_TIME_EXPERIENCE = '1'
# No build server stays behind: it would hold this script's output open after its end.
$env:MSBUILDDISABLENODEREUSE = '1'
$env:DOTNET_CLI_USE_MSBUILD_SERVER = '0'
$env:UseSharedCompilation = 'false'

$onWindows = [System.IO.Path]::DirectorySeparatorChar -eq '\'
$dotnet = $null
$home1 = if ($env:HOME) { $env:HOME } else { $env:USERPROFILE }
$usual = if ($onWindows) { @("$env:ProgramFiles\dotnet\dotnet.exe", "$env:LOCALAPPDATA\Microsoft\dotnet\dotnet.exe") }
         else { @("$env:DOTNET_ROOT/dotnet", '/usr/share/dotnet/dotnet', "$home1/.dotnet/dotnet", '/usr/lib/dotnet/dotnet', '/usr/local/share/dotnet/dotnet') }
foreach ($candidate in @('dotnet') + $usual) {
    $command = Get-Command -Name $candidate -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($command -and ((& $command.Source --list-sdks) -match '^[1-9][0-9]+\.')) {
        $dotnet = $command.Source
        break
    }
}
if (-not $dotnet) {
    $how = if ($onWindows) { 'winget install Microsoft.DotNet.SDK.10' }
           elseif ($IsMacOS) { 'brew install --cask dotnet-sdk' }
           else { 'curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0' }
    Stop-Build "build: the .NET SDK 10 (or later) was not found. Install it:  $how"
}
# Children that call dotnet get the same one.
$env:PATH = (Split-Path $dotnet) + [System.IO.Path]::PathSeparator + $env:PATH

$project = [System.IO.Path]::Combine($root, 'build', 'PgMigrate.Build', 'PgMigrate.Build.csproj')
$log = & $dotnet build $project -c Release -v q -tl:off --nologo
if ($LASTEXITCODE -ne 0) {
    Stop-Build ((@($log) + 'build: the program in build/ could not be built. No network? Packages must be restored once while there is one.') -join [Environment]::NewLine)
}
$ended = $false
try {
    & $dotnet exec ([System.IO.Path]::Combine($root, 'build', 'PgMigrate.Build', 'bin', 'Release', 'net8.0', 'PgMigrate.Build.dll')) $root @args
    $ended = $true
}
finally {
    # Ctrl+C ends a script with exit code 0 otherwise.
    if (-not $ended) { [Environment]::Exit(130) }
}
exit $LASTEXITCODE
