# What the tests of the module share: one server for the run, a database for each test, a folder of migrations, the
# statements that were sent, and PowerShell processes of their own.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

$script:Root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
$script:Manifest = Join-Path $script:Root 'PgMigrate.psd1'
Import-Module $script:Manifest -Global

Get-ChildItem $PSScriptRoot -Filter *.ps1 | ForEach-Object { . $_.FullName }

Export-ModuleMember -Function *
