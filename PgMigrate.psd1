@{
  RootModule             = 'lib/PgMigrate.Cmdlets.dll'
  ModuleVersion          = '0.1.0'
  GUID                   = 'db38524c-aa7c-49b0-8d99-ba47cfc6d8d4'
  Author                 = 'PgMigrate'
  CompanyName            = 'PgMigrate'
  Copyright              = '(c) 2026 The PgMigrate authors. MIT License.'
  Description            = 'PostgreSQL migrations as PowerShell pipelines: plan, apply, verify and undo them safely, with locks that are never waited for without end, and a history that survives a killed run.'

  # Never with a third number: hosted services have exactly 7.4.0.
  PowerShellVersion      = '7.4'
  CompatiblePSEditions   = @('Core')

  FormatsToProcess       = @('module/PgMigrate.Format.ps1xml')
  TypesToProcess         = @('module/PgMigrate.Types.ps1xml')

  # Listed one by one: a wildcard slows the import and breaks autoloading.
  CmdletsToExport        = @(
    'Connect-PgDatabase'
    'Disconnect-PgDatabase'
    'Export-PgMigration'
    'Get-PgConnection'
    'Get-PgDatabase'
    'Get-PgEnvironment'
    'Get-PgMigration'
    'Get-PgMigrationHistory'
    'Get-PgSandbox'
    'Invoke-PgMigration'
    'Merge-PgMigration'
    'New-PgMigration'
    'Repair-PgMigration'
    'Set-PgMigrationVersion'
    'Start-PgSandbox'
    'Stop-PgSandbox'
    'Undo-PgMigration'
  )
  FunctionsToExport      = @()
  AliasesToExport        = @()
  VariablesToExport      = @()

  PrivateData            = @{
    PSData = @{
      Tags       = @('PostgreSQL', 'Postgres', 'Database', 'Migration', 'Schema', 'DevOps', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
      LicenseUri = 'https://opensource.org/license/mit'
    }
  }
}
