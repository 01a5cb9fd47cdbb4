BeforeAll {
    Import-Module "$PSScriptRoot/Support/Support.psm1" -Force
    $folder = New-TestFolder (Join-Path $TestDrive 'migrations')
    $database = New-TestDatabase 'view_test'
    $run = Invoke-PgMigration 0003 -Connection $database.Connection -Path $folder -Reason 'CHG-1'

    # What differs from run to run is named by its kind; column widths follow the content, so blanks count as one.
    function Get-ViewText($InputObject, [scriptblock] $Format = { $args[0] | Format-Table }) {
        $server = Get-TestServer
        $culture = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = 'ar-SA'
        try { $text = & $Format $InputObject | Out-String -Width 200 } finally { [cultureinfo]::CurrentCulture = $culture }
        $text = $text.Replace($TestDrive, 'DRIVE').Replace("$TestDrive".Replace('\', '/'), 'DRIVE')
        $text = $text.Replace("$($server.Host):$($server.Port)", 'SERVER').Replace($server.Connection.ServerVersion, 'VERSION')
        $text = $text -replace '\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ', 'TIME' -replace '\d\d:\d\d:\d\d\.\d{3}', 'SPAN' -replace '[0-9a-f]{8}-[0-9a-f-]{27}', 'GUID'
        ($text -split '\r?\n' | ForEach-Object { ($_ -replace '-{2,}', '--' -replace '\s+', ' ').Trim() } | Where-Object { $_ }) -join "`n"
    }
}

Describe 'The tables, which are the same in every culture' {
    It 'Get-PgMigration shows where the database is' {
        Get-ViewText (Get-PgMigration -Connection $database.Connection -Path $folder) | Should -BeExactly @'
Database: SERVER/view_test
Here Revision Name State AppliedAt Duration AppliedBy
-- -- -- -- -- -- --
0001 create_users Applied TIME SPAN tester
0002 add_users_email Applied TIME SPAN tester
* 0003 index_users_email Applied TIME SPAN tester
0004 create_user_count Pending
'@
    }

    It 'Get-PgMigration -Offline says that no database was asked' {
        Get-ViewText (Get-PgMigration 0001 -Offline -Path $folder) | Should -BeExactly @'
Database: (none asked)
Here Revision Name State AppliedAt Duration AppliedBy
-- -- -- -- -- -- --
0001 create_users Unknown
'@
    }

    It 'Invoke-PgMigration shows from where to where' {
        Get-ViewText $run | Should -BeExactly @'
Database Action Outcome From To Steps Duration
-- -- -- -- -- -- --
SERVER/view_test Up Succeeded base 0003 3 SPAN
'@
    }

    It 'a run''s steps' {
        Get-ViewText $run.Steps | Should -BeExactly @'
Revision Name Action Outcome Statements Attempts Verified Duration
-- -- -- -- -- -- -- --
0001 create_users Up Succeeded 1 1 SPAN
0002 add_users_email Up Succeeded 1 1 SPAN
0003 index_users_email Up Succeeded 1 1 SPAN
'@
    }

    It 'a run as a list, with its steps' {
        Get-ViewText $run { $args[0] | Format-List } | Should -BeExactly @'
Id : GUID
Database : SERVER/view_test
Action : Up
Outcome : Succeeded
From : base
To : 0003
StartedAt : TIME
Duration : SPAN
Steps : 0001_create_users Up Succeeded (1 statements, SPAN)
0002_add_users_email Up Succeeded (1 statements, SPAN)
0003_index_users_email Up Succeeded (1 statements, SPAN)
'@
    }

    It 'Get-PgMigrationHistory' {
        Get-ViewText (Get-PgMigrationHistory -First 2 -Connection $database.Connection) | Should -BeExactly @'
Database: SERVER/view_test
Id At Action Outcome Revision Name Duration User Reason
-- -- -- -- -- -- -- -- --
3 TIME Up Succeeded 0003 index_users_email SPAN tester CHG-1
2 TIME Up Succeeded 0002 add_users_email SPAN tester CHG-1
'@
    }

    It 'Connect-PgDatabase' {
        Get-ViewText $database.Connection | Should -BeExactly @'
Target User Server Mode Environment Source
-- -- -- -- -- --
SERVER/view_test tester VERSION read write connection string
'@
    }

    It 'Get-PgDatabase, with sizes in units' {
        Get-ViewText (Get-PgDatabase view_test -Connection $database.Connection) | Should -Match @'
^Server: SERVER
Name Owner Encoding Size Sessions Comment
-- -- -- -- -- --
view_test tester UTF8 \d+(\.\d)? MB \d+$
'@
    }

    It 'Get-PgSandbox' {
        $sandbox = (Get-TestServer).Connection | Start-PgSandbox -Database view_sandbox
        try {
            Get-ViewText (Get-PgSandbox $sandbox.Id) | Should -BeExactly @"
Id Kind Server Database Version Running StartedAt
-- -- -- -- -- -- --
$($sandbox.Id) Database SERVER view_sandbox VERSION True TIME
"@
        }
        finally {
            $sandbox | Stop-PgSandbox
        }
    }

    It 'Get-PgEnvironment, production marked' {
        $project = New-Item -ItemType Directory (Join-Path $TestDrive 'environments')
        '{ "environments": { "live": { "host": "db1", "database": "app", "production": true }, "dev": { "connectionString": "Host=localhost;Database=app", "schema": "kept" } } }' |
            Set-Content (Join-Path $project 'pgmigrate.json')
        Get-ViewText (Get-PgEnvironment -LiteralPath $project) | Should -BeExactly @"
File: $('DRIVE/environments/pgmigrate.json'.Replace('/', [IO.Path]::DirectorySeparatorChar))
Name Production Target Path Schema
-- -- -- -- --
dev False Host=localhost;Database=app kept
live True db1/app
"@
    }
}

Describe 'Objects' {
    It 'can be indexed from both ends' {
        $run.Steps[0].Revision | Should -Be '0001'
        $run.Steps[-1].Revision | Should -Be '0003'
        (Get-PgMigration 0002 -Connection $database.Connection -Path $folder).Parents[0] | Should -Be '0001'
    }
}
